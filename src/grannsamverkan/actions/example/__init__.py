"""The invented example: how its files are made from a recipe, and how they are loaded into a register."""

from grannsamverkan.actions.example.files import generate

__all__ = ["generate"]

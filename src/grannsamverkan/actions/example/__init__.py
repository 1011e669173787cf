"""The invented example: how its files are made from a recipe, and how they are loaded into a register."""

from grannsamverkan.actions.example.files import generate
from grannsamverkan.actions.example.load import (
    create_example,
    load_example,
    place_folder,
    places,
)

__all__ = ["create_example", "generate", "load_example", "place_folder", "places"]

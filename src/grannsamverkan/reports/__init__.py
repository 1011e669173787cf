"""Renderers of the yearly report and its drawings; they come after the results and compute nothing."""

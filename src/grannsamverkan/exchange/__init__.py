"""Files in and out: read safely, written atomically."""

from grannsamverkan.exchange.areas import read_area_records
from grannsamverkan.exchange.readers import read_table
from grannsamverkan.exchange.records import AreaFile, AreaRecord, Note
from grannsamverkan.exchange.sandbox import OPERATOR, UPLOAD, Limits
from grannsamverkan.exchange.tables import CrsHow, ReadOptions, Row, Table

__all__ = [
    "OPERATOR",
    "UPLOAD",
    "AreaFile",
    "AreaRecord",
    "CrsHow",
    "Limits",
    "Note",
    "ReadOptions",
    "Row",
    "Table",
    "read_area_records",
    "read_table",
]

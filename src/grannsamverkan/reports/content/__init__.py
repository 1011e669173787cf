"""A yearly report in words: its sixteen parts as sections of a document, in one language."""

from grannsamverkan.reports.content.whole import document

__all__ = ["document"]

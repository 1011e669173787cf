"""What has happened to areas, in one sentence: the same in feeds and in mail."""

from collections.abc import Sequence

from grannsamverkan.domain.news import NewsKind
from grannsamverkan.i18n import Translator


def sentence(kind: NewsKind, before: Sequence[str], after: Sequence[str], t: Translator) -> str:
    """Return what has happened, by the names of the areas that were and that are."""
    numbered = {NewsKind.SPLIT: len(after), NewsKind.MERGED: len(before)}
    number = {"n": numbered[kind]} if kind in numbered else {}
    return t(f"news.{kind}", before=t.listed(before), after=t.listed(after), **number)

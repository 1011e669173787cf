"""The links of a page are led elsewhere, and all the rest of it stays byte for byte."""

from html import escape

from hypothesis import given
from hypothesis import strategies as st

from grannsamverkan.web.folder.links import relinked

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="<>&\r\0"), max_size=30)
"""What can stand between the tags of a page."""


def away(link: str) -> str:
    """Lead every link of ours to a file."""
    return f"mapp{link}.html" if link.startswith("/") else link


@given(st.lists(st.tuples(TEXT, TEXT), max_size=6), TEXT)
def test_what_stands_around_a_link_stays_as_it_is(parts: list[tuple[str, str]], rest: str) -> None:
    def page(lead: str, end: str) -> str:
        body = "".join(
            f'{escape(text)}<p class=x>\n<A HREF="{lead}{escape(link)}{end}">å</A>'
            for text, link in parts
        )
        return f"<!doctype html>{body}{escape(rest)}"

    led = relinked(page("/", ""), away)
    assert led == page("mapp/", ".html").replace('<A HREF="', '<a href="')
    assert relinked(page("", ""), lambda link: link) == page("", "")


def test_scripts_styles_comments_and_drawings_are_no_links() -> None:
    page = (
        '<!-- <a href="/a"> --><style>a[href="/a"] {}</style><script>"<a href=/a>"</script>'
        '<svg viewBox="0 0 1 1"><use href="#x"/><path d="M0 0"/></svg>\n<template><a href=/b>b</a></template>'
    )
    assert relinked(page, away) == page.replace("<a href=/b>", '<a href="mapp/b.html">')


def test_a_form_that_is_sent_is_hidden_and_one_that_asks_for_a_page_is_led_there() -> None:
    sent = '<form id="f" class="c" method="post" action="/kolla" data-suggest="/kolla/forslag">'
    assert relinked(sent, away) == '<form id="f" class="c" hidden>'
    asking = '<form method="get" action="/karta">'
    assert relinked(asking, away) == '<form method="get" action="mapp/karta.html">'


def test_a_feed_keeps_its_form() -> None:
    feed = '<?xml version="1.0"?>\n<feed xml:lang="sv"><title>a &amp; b</title><link rel="self" href="/f.xml"/></feed>'
    assert relinked(feed, away) == feed.replace(
        '<link rel="self" href="/f.xml"/>', '<link rel="self" href="mapp/f.xml.html" />'
    )

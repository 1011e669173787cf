"""Every text that the program asks for is there, in every language, with the values it is given."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest

import grannsamverkan
from grannsamverkan.country import country
from grannsamverkan.domain.areas import AreaType, Verification
from grannsamverkan.domain.bridge import HEADINGS
from grannsamverkan.domain.lifecycle import Event, Status, after, possible
from grannsamverkan.errors import GrannsamverkanError, Refused
from grannsamverkan.i18n import LANGUAGES, catalogue, translator

SOURCE = Path(grannsamverkan.__file__).parent
ERRORS = {"Refused", "NotFound", "Conflict", "TooLarge", "Unavailable"}
TRANSLATORS = {"t", "words"}
TEMPLATE = re.compile(r"""\bt\(\s*["']([^"']+)["']""")

FAULT = re.compile(r"error(\.[a-z_]+){2}")


class Asked(NamedTuple):
    """A text that is asked for: where, by which key, with which values (None: not to be seen here)."""

    where: str
    key: str
    values: frozenset[str] | None


def called(call: ast.Call) -> str:
    """Return the last name of what is called: `t` for `t(…)`, `words` for `doors.words()(…)`."""
    function = call.func
    if isinstance(function, ast.Call):
        function = function.func
    return getattr(function, "attr", getattr(function, "id", ""))


def literals(node: ast.expr) -> Iterator[str]:
    """Give the texts that an expression can be, where they are written out."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)


def asked_in(text: str, where: str) -> Iterator[Asked]:
    """Give the texts that a module asks for by name."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            given = [one.arg for one in node.keywords]
            seen = frozenset(filter(None, given)) if None not in given else None
            for key in literals(node.args[0]):
                if called(node) in ERRORS and "." in key:
                    yield Asked(where, f"error.{key}", seen)
                elif called(node) in TRANSLATORS and "." in key:
                    yield Asked(where, key, seen)
        elif isinstance(node, ast.Constant) and FAULT.fullmatch(str(node.value)):
            yield Asked(where, str(node.value), None)


def everything_asked() -> list[Asked]:
    """Return the texts that all modules and templates ask for by name."""
    found: list[Asked] = []
    for path in sorted(SOURCE.rglob("*.py")):
        found += asked_in(path.read_text("utf-8"), str(path.relative_to(SOURCE)))
    for path in sorted(SOURCE.rglob("*.html")):
        for key in TEMPLATE.findall(path.read_text("utf-8")):
            found.append(Asked(path.name, key, None))
    return found


def places(text: str) -> set[str]:
    """Return the names of the values that a text shows."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


FACTS = frozenset(country("se").says("sv"))
"""What every text can name without being given it."""


def faults(asked: list[Asked], language: str) -> list[str]:
    """Return what is asked for in vain: a text that is not there, or a value that is not given."""
    texts = catalogue(language)
    wrong = []
    for where, key, values in asked:
        if key.endswith((".", "_")):  # a template adds the rest
            wrong += [] if any(text.startswith(key) for text in texts) else [f"{where}: {key}"]
            continue
        forms = [key] if key in texts else [f"{key}.one", f"{key}.other"]
        if any(form not in texts for form in forms):
            wrong.append(f"{where}: {key}")
        elif values is not None:
            forms += [typed for form in forms if (typed := f"typed.{form}") in texts]
            wrong += [
                f"{where}: {key} {{{name}}}"
                for form in forms
                for name in places(texts[form]) - values - FACTS
            ]
    return wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_that_is_asked_for_is_there_with_its_values(language: str) -> None:
    asked = everything_asked()
    assert len(asked) > 150
    assert faults(asked, language) == []


def test_this_check_can_fail() -> None:
    source = 'raise Refused("area.nowhere")\nt("cli.nothing")\nraise NotFound("area.not_on_day")\n'
    assert faults(list(asked_in(source, "x")), "sv") == [
        "x: error.area.nowhere",
        "x: cli.nothing",
        "x: error.area.not_on_day {on}",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_texts_with_the_same_values(language: str) -> None:
    swedish, other = catalogue("sv"), catalogue(language).own()
    assert set(swedish) == set(other)
    assert [key for key in swedish if (places(swedish[key]) ^ places(other[key])) - FACTS] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_field_has_a_text(language: str) -> None:
    rooms = {
        "status": Status,
        "event": Event,
        "type": AreaType,
        "verification": Verification,
        "heading": HEADINGS,
    }
    for room, words in rooms.items():
        assert {f"{room}.{word}" for word in words} <= set(catalogue(language))


ONLY_TYPED = frozenset(
    {
        "error.access.no_role",
        "report.cli.traces",
        "error.serve.metrics_port",
        "error.serve.port",
        "error.store.no_such_file",
        "error.store.not_example",
        "error.imports.map_form",
        "error.place.name_or_code",
        "error.place.no_codes",
        "error.place.border_of_which",
        "error.place.border_elsewhere",
        "error.example.not_empty",
        "error.import.which_border",
        "error.map.crs",
        "error.sso.not_installed",
        "error.promises.which_indicator",
        "error.report.not_there",
        "error.statistics.no_region",
        "error.statistics.other_measure",
        "error.statistics.several_regions",
        "error.statistics.which_measure",
        "statistics.kept.one",
        "statistics.kept.other",
        "handbook.fel.drift",
        "work.guide.step.colleagues.who",
    }
)
"""What is met only where one types, or tells of what is typed there, and so has no text without."""

KEYS = "|".join(event for event in Event if "_" in event)
TYPED = re.compile(
    rf"--[a-z]|[”“]grannsamverkan[ [].|[”“](undo|correct)[”“]|gdf\.|(?<![a-z_])({KEYS})(?![a-z_])"
)
"""An option, a command in quotation marks, or an event by the word for it."""


def typed_words(texts: Mapping[str, str]) -> list[str]:
    """Return the texts that a page may show and that hold words of the command line."""
    rooms = ("typed.", "cli.")
    shown = {key: text for key, text in texts.items() if not key.startswith(rooms)}
    bare = {key: re.sub(r"\{[^}]*\}", "", text) for key, text in shown.items()}
    return sorted(key for key, text in bare.items() if TYPED.search(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_can_show_the_words_that_one_types_on_the_command_line(language: str) -> None:
    assert set(typed_words(catalogue(language))) == ONLY_TYPED
    for event in Event:
        error = Refused("lifecycle.not_possible", event=event, status=Status.PLANNED, possible=())
        assert "(" not in translator(language).error(error)


def test_words_of_the_command_line_would_be_found() -> None:
    texts = {
        "a": "Ange varför, med --reason.",
        "b": "Använd register_interest.",
        "c": "ångra med händelsen ”undo”",
        "d": "Lista dem med ”grannsamverkan users list”.",
        "e": "Ingen grannsamverkan här – och {register_interest}.",
        "typed.a": "Ange varför, med --reason.",
    }
    assert typed_words(texts) == ["a", "b", "c", "d"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_to_whoever_types_is_said_without_those_words_too(language: str) -> None:
    texts = catalogue(language)
    for key in texts:
        base = key.removeprefix("typed.")
        if base != key:
            assert base in texts
            assert places(texts[key]) == places(texts[base]), key


def error_of(status: Status, event: Event) -> GrannsamverkanError:
    """Return the refusal of an event that is not possible."""
    with pytest.raises(Refused) as refused:
        after(status, event)
    return refused.value


def test_a_refusal_names_states_and_events_in_words_and_as_they_are_typed() -> None:
    error = error_of(Status.DORMANT, Event.LAPSE)
    assert translator("sv", typed=True).error(error) == (
        "Händelsen Vilande (lapse) går inte när läget är Vilande (dormant). Möjliga händelser: "
        "Gräns ändrad (change_boundary), Uppgifter ändrade (change_details), "
        "Flyttat till annan kommun (move), Återstart påbörjad (restart), Avslutat (close), "
        "Delat (split), Sammanslaget (merge)."
    )
    assert "in the state Dormant. Possible events:" in translator("en").error(error)
    assert (
        translator("sv").error(error).startswith("Händelsen Vilande går inte när läget är Vilande")
    )


def test_where_nothing_more_can_happen_a_refusal_says_so() -> None:
    assert possible(Status.CLOSED) == ()
    text = translator("sv").error(error_of(Status.CLOSED, Event.START))
    assert text.endswith("Möjliga händelser: –.")


def actions_in(trees: Mapping[str, ast.Module]) -> Iterator[tuple[str, str]]:
    """Give where a change is opened and what the journal calls it, wherever that is written out."""
    places = {
        node.name: index
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for index, argument in enumerate(one for one in node.args.args if one.arg != "self")
        if argument.arg == "action"
    }
    for where, tree in trees.items():
        constants = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            said = [one.value for one in node.keywords if one.arg == "action"]
            index = places.get(called(node), len(node.args))
            for value in [*said, *node.args[index : index + 1]]:
                known = constants.get(value.id, value) if isinstance(value, ast.Name) else value
                for action in literals(known):
                    yield where, action


def readings_in(trees: Mapping[str, ast.Module]) -> Iterator[str]:
    """Give what the log of readings calls what was read."""
    for tree in trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) == "note_reading":
                for one in node.keywords:
                    if one.arg == "what":
                        yield from literals(one.value)
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "READING":
                yield from literals(node.value)


TREES = {
    str(path.relative_to(SOURCE)): ast.parse(path.read_text("utf-8"))
    for path in sorted((SOURCE / "actions").rglob("*.py")) + sorted((SOURCE / "web").rglob("*.py"))
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_deed_of_the_journal_has_a_word(language: str) -> None:
    texts = catalogue(language)
    found = {
        (where, action) for where, action in actions_in(TREES) if re.fullmatch(r"[a-z_]+", action)
    }
    assert len({action for _, action in found}) > 50
    rooms = ("work.action", "cli.deed", "event")
    missing = {one for one in found if not any(f"{room}.{one[1]}" in texts for room in rooms)}
    assert missing == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reading_has_a_word(language: str) -> None:
    found = set(readings_in(TREES))
    assert {"workbook", "export"} <= found
    assert {word for word in found if f"privacy.read.{word}" not in catalogue(language)} == set()

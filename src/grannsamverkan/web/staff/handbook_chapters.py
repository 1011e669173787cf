"""What the handbook is made of: chapters, each of steps that are taken on a page of the workspace."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from grannsamverkan.domain.access import Deed
from grannsamverkan.web.staff.navigation import MAIN, MORE

_AREAS = "/arbete/omraden"
_AREA = f"{_AREAS}/{{area_id}}"
_DRAW = f"{_AREA}/rita"
_EVENT = f"{_AREA}/handelse/{{event}}"
_CONTACTS = f"{_AREA}/kontakter"
_SIGNS = f"{_AREA}/skyltar"
_HOMES = f"{_AREA}/hushall"
_SIGN = "/arbete/skyltar/{sign_id}"
_ACTIVITY = "/arbete/aktiviteter/{activity_id}"
_ROUND = "/arbete/bekraftelser"
_VIEWS = "/arbete/synpunkter"
_VIEW = f"{_VIEWS}/{{view_id}}"
_PROMISES = "/arbete/loften"
_PROMISE = f"{_PROMISES}/{{promise_id}}"
_SCHOOLS = "/arbete/skolor"
_REPORTS = "/arbete/rapporter"
_REPORT = f"{_REPORTS}/{{report_id}}"
_MESSAGES = "/arbete/meddelanden"
_GUIDE = "/arbete/kom-igang"
_SETTINGS = "/arbete/installningar"
_PRIVACY = "/arbete/personuppgifter"
_PERSON = f"{_PRIVACY}/person/{{person_id}}"
_IMPORT = "/arbete/importera"
_EXPORT = "/arbete/exportera"
_ACCOUNT = "/arbete/konto"
_PLAN = "/arbete/planera"

NAMES: Mapping[str, str] = {
    **{path: f"staff.nav.{key}" for key, path in (*MAIN, *MORE)},
    _GUIDE: "work.guide.title",
    _ACCOUNT: "accounts.own.title",
    f"{_AREAS}/ny/rita": "drawing.title_new",
    "/arbete/skyltar/bestallning": "signs.order.title",
    "/arbete/aktiviteter/ny": "activities.new.title",
    "/arbete/intressen/nytt": "interest.new.title",
    f"{_VIEWS}/ny": "views.new.title",
    f"{_PROMISES}/nytt": "promises.new.title",
    _SCHOOLS: "schools.title",
    "/arbete/intressen/karta": "interest.map.title",
    f"{_PRIVACY}/information": "privacy.notice.title",
    f"{_PRIVACY}/logg": "privacy.log.title",
}
"""What the pages that steps lead to are called, by path: keys of their names in the menu, or their headings."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: the text `handbook.<chapter>.<key>`, on a page named by its path as the room writes it.

    Attributes:
        deed: what one must be allowed to besides entering the page; `unless`: what one must not.
        mail: whether it is only there where mail is set up.
    """

    key: str
    path: str
    deed: Deed | None = None
    unless: Deed | None = None
    mail: bool = False

    @property
    def leads_to(self) -> str:
        """The page itself, or the list in which one chooses which."""
        whole = PurePosixPath(self.path)
        return next(str(one) for one in (whole, *whole.parents) if str(one) in NAMES)


@dataclass(frozen=True, slots=True)
class Chapter:
    """Some steps under one heading; `key` is its anchor, too."""

    key: str
    steps: tuple[Step, ...]


CHAPTERS = (
    Chapter(
        "kom-igang",
        (
            Step("konto", _ACCOUNT),
            Step("meny", "/arbete"),
            Step("steg", _GUIDE),
            Step("kort", _SETTINGS, Deed.SET_POLICY),
            Step("installningar", _SETTINGS, Deed.SET_POLICY),
            Step("lasa", _SETTINGS, unless=Deed.SET_POLICY),
        ),
    ),
    Chapter(
        "att-gora",
        (
            Step("oppna", "/arbete"),
            Step("ordning", "/arbete"),
            Step("klart", "/arbete"),
            Step("bekraftat", _AREAS),
            Step("vilande", "/arbete", Deed.LEAD_AREA),
            Step("arshjul", "/arbete/arshjul"),
            Step("dagar", "/arbete/arshjul", Deed.SET_POLICY),
        ),
    ),
    Chapter(
        "nytt-omrade",
        (
            Step("in", _AREAS, Deed.FOUND_AREA),
            Step("hur", f"{_AREAS}/ny/rita"),
            Step("mote", f"{_AREA}/aktiviteter", Deed.LEAD_AREA),
            Step("boka", _AREA, Deed.LEAD_AREA),
            Step("ombud", _CONTACTS, Deed.MANAGE_CONTACTS),
            Step("hushall", _HOMES, Deed.LEAD_AREA),
            Step("starta", _AREA, Deed.LEAD_AREA),
            Step("genomfor", _EVENT, Deed.LEAD_AREA),
        ),
    ),
    Chapter(
        "planera",
        (
            Step("oppna", _PLAN),
            Step("vikter", _PLAN),
            Step("godta", _PLAN),
            Step("nej", _PLAN),
            Step("orter", _PLAN),
            Step("ut", _PLAN, Deed.EXPORT),
        ),
    ),
    Chapter(
        "granser",
        (
            Step("oppna", _AREA, Deed.DRAW_AREA),
            Step("foresla", _AREA, Deed.PROPOSE_BOUNDARY, unless=Deed.DRAW_AREA),
            Step("rita", _DRAW),
            Step("gator", _DRAW),
            Step("hjalp", _DRAW),
            Step("tangenter", _DRAW),
            Step("utkast", _DRAW),
            Step("publicera", _DRAW, Deed.DRAW_AREA),
            Step("skicka", _DRAW, unless=Deed.DRAW_AREA),
            Step("svara", "/arbete/forslag/{draft_id}", Deed.DECIDE_PROPOSAL),
        ),
    ),
    Chapter(
        "kontaktombud",
        (
            Step("nytt", _CONTACTS, Deed.MANAGE_CONTACTS),
            Step("sparas", _CONTACTS, Deed.MANAGE_CONTACTS),
            Step("aldrig", _CONTACTS, Deed.MANAGE_CONTACTS),
            Step("skyddad", _CONTACTS, Deed.MANAGE_CONTACTS),
            Step("bekrafta", _CONTACTS, Deed.MANAGE_CONTACTS),
            Step("overlamna", _CONTACTS, Deed.MANAGE_CONTACTS),
            Step("delomraden", _CONTACTS, Deed.MANAGE_CONTACTS),
            Step("hitta", "/arbete/kontakter"),
        ),
    ),
    Chapter(
        "skyltar",
        (
            Step("nya", _SIGNS, Deed.MANAGE_SIGNS),
            Step("bestall", "/arbete/skyltar/bestallning"),
            Step("steg", "/arbete/skyltar", Deed.MANAGE_SIGNS),
            Step("krav", _SIGNS, Deed.MANAGE_SIGNS),
            Step("ute", _SIGN),
            Step("plats", _SIGN),
            Step("ned", "/arbete/skyltar"),
        ),
    ),
    Chapter(
        "moten",
        (
            Step("ny", "/arbete/aktiviteter"),
            Step("hur", "/arbete/aktiviteter/ny"),
            Step("plats", "/arbete/aktiviteter/ny"),
            Step("kalender", _ACTIVITY),
            Step("hall", _ACTIVITY),
            Step("raknas", "/arbete/aktiviteter"),
        ),
    ),
    Chapter(
        "hushall",
        (
            Step("rakna", _HOMES, Deed.COUNT_HOUSEHOLDS),
            Step("kalla", _HOMES, Deed.COUNT_HOUSEHOLDS),
            Step("aldrig", _HOMES),
            Step("over-tid", _HOMES),
        ),
    ),
    Chapter(
        "arets-runda",
        (
            Step("fraga", _ROUND, Deed.SEND_CONFIRMATIONS),
            Step("lank", _ROUND, Deed.SEND_CONFIRMATIONS, mail=True),
            Step("paminn", _ROUND, Deed.SEND_CONFIRMATIONS, mail=True),
            Step("ring", _ROUND, Deed.MANAGE_CONTACTS),
            Step("hela-svaret", f"{_ROUND}/{{person_id}}"),
            Step("brev", _ROUND, Deed.SEND_CONFIRMATIONS),
            Step("tyst", _ROUND),
            Step("skriv", _MESSAGES, mail=True),
        ),
    ),
    Chapter(
        "e-post",
        (
            Step("utan", _ROUND, Deed.SEND_CONFIRMATIONS),
            Step("server", _ROUND, Deed.SEND_CONFIRMATIONS),
            Step("adress", _ROUND, Deed.SEND_CONFIRMATIONS),
            Step("klart", _GUIDE, Deed.SEND_CONFIRMATIONS),
        ),
    ),
    Chapter(
        "intressen",
        (
            Step("nytt", "/arbete/intressen", Deed.MANAGE_INTERESTS),
            Step("skriv", "/arbete/intressen/nytt"),
            Step("webben", "/arbete/intressen/{interest_id}"),
            Step("ta", "/arbete/intressen/{interest_id}", Deed.MANAGE_INTERESTS),
            Step("karta", "/arbete/intressen/karta"),
            Step("omrade", "/arbete/intressen", Deed.FOUND_AREA),
            Step("raderas", "/arbete/intressen"),
        ),
    ),
    Chapter(
        "synpunkter",
        (
            Step("in", _VIEWS),
            Step("skriv", _VIEWS),
            Step("aldrig", f"{_VIEWS}/ny"),
            Step("akut", _VIEW),
            Step("sortera", _VIEW),
            Step("svara", _VIEW),
            Step("hall-inne", _VIEW),
            Step("radera", _VIEW),
            Step("forsvinner", _VIEWS),
        ),
    ),
    Chapter(
        "loften",
        (
            Step("in", _PROMISES),
            Step("skriv", f"{_PROMISES}/nytt"),
            Step("mats", _PROMISE),
            Step("borjan", _PROMISE),
            Step("alla", _PROMISE),
            Step("skolor", _SCHOOLS),
            Step("gjort", "/arbete/aktiviteter/ny", Deed.MANAGE_PROMISES),
            Step("anteckna", _PROMISE),
            Step("bedom", _PROMISE, Deed.ASSESS_PROMISE),
            Step("ga-igenom", _PROMISE),
            Step("boende", _PROMISES),
        ),
    ),
    Chapter(
        "rapporter",
        (
            Step("paborja", _REPORTS, Deed.MANAGE_REPORTS),
            Step("kommentera", _REPORT, Deed.MANAGE_REPORTS),
            Step("las", _REPORT),
            Step("godkann", _REPORT, Deed.APPROVE_REPORT),
            Step("publicera", _REPORT, Deed.MANAGE_REPORTS),
            Step("filer", _REPORT),
            Step("ratta", _REPORT, Deed.MANAGE_REPORTS),
            Step("kontrollera", _REPORT),
        ),
    ),
    Chapter(
        "andra",
        (
            Step("ratta", _AREA, Deed.LEAD_AREA),
            Step("livet", _AREA, Deed.LEAD_AREA),
            Step("dela", _DRAW, Deed.DRAW_AREA),
            Step("ihop", _DRAW, Deed.DRAW_AREA),
            Step("jamfor", f"{_AREA}/jamfor"),
            Step("angra", _AREA, Deed.LEAD_AREA),
            Step("samtidigt", _AREA),
        ),
    ),
    Chapter(
        "listor",
        (
            Step("valj", _IMPORT),
            Step("kolumner", f"{_IMPORT}/{{token}}"),
            Step("granska", f"{_IMPORT}/{{token}}"),
            Step("aldrig", _IMPORT),
            Step("excel", _EXPORT),
            Step("kontakter", _EXPORT, Deed.SEE_CONTACTS),
            Step("karta", _EXPORT),
        ),
    ),
    Chapter(
        "personuppgifter",
        (
            Step("finns", _PRIVACY),
            Step("information", f"{_PRIVACY}/information", Deed.SET_POLICY),
            Step("sok", _PRIVACY),
            Step("radera", _PERSON, Deed.ERASE_PERSON),
            Step("skyddad", _PERSON, Deed.ERASE_PERSON),
            Step("gallring", _PRIVACY, Deed.SET_POLICY),
            Step("logg", f"{_PRIVACY}/logg"),
        ),
    ),
    Chapter(
        "anvandare",
        (
            Step("ny", "/arbete/anvandare"),
            Step("lank", "/arbete/anvandare"),
            Step("roller", "/arbete/anvandare"),
            Step("slutar", "/arbete/anvandare/{account_id}"),
            Step("be", _ACCOUNT, unless=Deed.MANAGE_USERS),
            Step("inloggad", _ACCOUNT),
        ),
    ),
    Chapter(
        "fel",
        (
            Step("nej", "/arbete"),
            Step("finns-inte", "/arbete"),
            Step("angra", "/arbete"),
            Step("mejl", _ROUND, Deed.SEND_CONFIRMATIONS, mail=True),
            Step("namn", _AREA, Deed.LEAD_AREA),
            Step("drift", "/arbete", Deed.SET_POLICY),
        ),
    ),
)
"""The handbook, in the order in which one needs it."""

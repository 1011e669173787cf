"""/arbete/anvandare: who can sign in and as what, for those who manage users."""

from fastapi import APIRouter, Request, Response

from grannsamverkan.actions import accounts, known_users, users
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.users import LINK_DAYS, Linked
from grannsamverkan.domain.access import Deed, Role
from grannsamverkan.errors import Refused
from grannsamverkan.web.staff.desk import Desk, DeskDep, Form, FormDep, Visit, VisitDep, needs

router = APIRouter(dependencies=[needs(Deed.MANAGE_USERS)])

ROOM = "/arbete/anvandare"


def _doing(desk: Desk, visit: Visit, form: Form | None = None) -> Doing:
    reason = form.text("reason", longest=500) if form else ""
    return desk.doing(visit, reason or visit.t("users.reason"))


def _places(desk: Desk, visit: Visit) -> list[tuple[str, str]]:
    """Return the municipalities in which the person manages users."""
    return [
        (one.code, one.name)
        for one in desk.register.municipalities()
        if visit.may(Deed.MANAGE_USERS, municipality=one.code)
    ]


def _roles(visit: Visit) -> list[tuple[str, str]]:
    return [(role.value, visit.t(f"role.{role}")) for role in reversed(Role)]


@router.get(ROOM)
def listed(request: Request, desk: DeskDep, visit: VisitDep) -> Response:
    """Return the list of users, and the form to add one."""
    return _list(desk, request, visit)


def _list(
    desk: Desk,
    request: Request,
    visit: Visit,
    *,
    error: Refused | None = None,
    form: Form | None = None,
) -> Response:
    names = ("login", "name", "role", "municipality")
    return desk.page(
        request,
        visit,
        "arbete/anvandare.html",
        status=error.http_status if error else 200,
        users=known_users.managed(_doing(desk, visit)),
        places=_places(desk, visit),
        place_names={one.code: one.name for one in desk.register.municipalities()},
        roles=_roles(visit),
        typed={name: form.secret(name)[:320] if form else "" for name in names},
        fault=error and visit.t.error(error),
    )


@router.post(ROOM)
def add(request: Request, desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Add a user and show the link by which they choose a password, this once."""
    try:
        linked = users.add(
            _doing(desk, visit, form),
            login=form.text("login", longest=320),
            name=form.text("name", longest=200),
            role=form.choice("role", Role) or Role.CONTACT,
            municipality=form.text("municipality"),
        )
    except Refused as error:
        return _list(desk, request, visit, error=error, form=form)
    return _show_link(desk, request, visit, linked)


def _show_link(desk: Desk, request: Request, visit: Visit, linked: Linked) -> Response:
    language = desk.site.translator(request).language
    path = desk.site.local_path(f"/arbete/losenord/{linked.token}", language)
    base = (desk.settings.public_url or str(request.base_url)).rstrip("/")
    return desk.page(
        request,
        visit,
        "arbete/anvandare_lank.html",
        user=linked.account,
        link=f"{base}{path}",
        days=LINK_DAYS,
    )


@router.get(f"{ROOM}/{{account_id}}")
def one(request: Request, desk: DeskDep, visit: VisitDep, account_id: str) -> Response:
    """Return the page of one user."""
    doing = _doing(desk, visit)
    user = known_users.user_of(doing, account_id)
    places = _places(desk, visit)
    return desk.page(
        request,
        visit,
        "arbete/anvandare_en.html",
        user=user,
        alterable=known_users.may_alter(doing, user),
        places=places,
        own_places={code for code, _ in places},
        place_names={one.code: one.name for one in desk.register.municipalities()},
        roles=_roles(visit),
        open_sessions=accounts.sessions(
            desk.register, account_id, now=desk.clock(), terms=desk.terms
        ),
        fault=None,
    )


@router.post(f"{ROOM}/{{account_id}}/roller")
def change_roles(
    request: Request, desk: DeskDep, visit: VisitDep, form: FormDep, account_id: str
) -> Response:
    """Give a user a role, or take one."""
    role = form.choice("role", Role)
    if role is None:
        raise Refused("users.role_missing")
    deed = users.take_role if form.text("do") == "take" else users.give_role
    deed(_doing(desk, visit, form), account_id, role, form.text("municipality"))
    return desk.done(request, visit, to=_back(visit, account_id), key="users.done.roles")


@router.post(f"{ROOM}/{{account_id}}/stang-av")
def disable(
    request: Request, desk: DeskDep, visit: VisitDep, form: FormDep, account_id: str
) -> Response:
    """Keep a user out from now on."""
    users.disable(_doing(desk, visit, form), account_id)
    return desk.done(request, visit, to=_back(visit, account_id), key="users.done.disabled")


@router.post(f"{ROOM}/{{account_id}}/slapp-in")
def enable(
    request: Request, desk: DeskDep, visit: VisitDep, form: FormDep, account_id: str
) -> Response:
    """Let a user in again."""
    users.enable(_doing(desk, visit, form), account_id)
    return desk.done(request, visit, to=_back(visit, account_id), key="users.done.enabled")


@router.post(f"{ROOM}/{{account_id}}/lank")
def link(
    request: Request, desk: DeskDep, visit: VisitDep, form: FormDep, account_id: str
) -> Response:
    """Show a new link by which a user chooses a password, this once."""
    return _show_link(desk, request, visit, users.link(_doing(desk, visit, form), account_id))


@router.post(f"{ROOM}/{{account_id}}/logga-ut")
def sign_out(
    request: Request, desk: DeskDep, visit: VisitDep, form: FormDep, account_id: str
) -> Response:
    """Sign a user out everywhere."""
    users.close_sessions(_doing(desk, visit, form), account_id)
    return desk.done(request, visit, to=_back(visit, account_id), key="users.done.closed")


def _back(visit: Visit, account_id: str) -> str:
    """Return where to go on to: whoever has just shut themselves out comes to where one starts."""
    return "/arbete" if account_id == visit.account.id else f"{ROOM}/{account_id}"

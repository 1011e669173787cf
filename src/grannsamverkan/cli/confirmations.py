"""The yearly question to contacts from the command line: send, remind, list."""

from typing import Annotated

import typer

from grannsamverkan.cli import doors
from grannsamverkan.cli.doors import (
    REGISTER,
    ActorOption,
    CommitOption,
    JsonOption,
    MunicipalityOption,
    RegisterOption,
)

YearOption = Annotated[
    int | None, typer.Option("--year", metavar="ÅR", help="Vilket års fråga; annars i år.")
]


def install(app: typer.Typer) -> None:
    """Add these commands."""
    confirmations = typer.Typer(help="Årets fråga till kontaktombuden.", no_args_is_help=True)
    confirmations.command("send")(send)
    confirmations.command("remind")(remind)
    confirmations.command("list")(listed)
    app.add_typer(confirmations, name="confirmations")


def send(
    register: RegisterOption = REGISTER,
    year: YearOption = None,
    municipality: MunicipalityOption = None,
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Fråga alla kontaktombud som inte redan har frågats."""
    from grannsamverkan.actions.confirmations import ask
    from grannsamverkan.actions.letters import mailing_of
    from grannsamverkan.actions.places import municipality_of

    t, mailing = doors.words(), mailing_of(doors.settings())
    with doors.opened(register) as opened:
        place = municipality_of(opened, municipality).code
        reason = t("confirmation.sent_reason")
        doing = doors.doing(opened, by=by, reason=reason, commit=commit)
        made = ask(doing, place, year or doing.today.year, mailing=mailing)
    told = {"mail": made.mail, "phone": made.phone, "letter": made.letter, "already": made.already}
    if as_json:
        doors.show({"committed": commit, **told})
    else:
        doors.say(t("confirmation.cli.asked", **told))
    if mailing is None:
        doors.warn(t("error.mail.not_configured"))
        doors.warn(t("confirmation.cli.telephone"))
    doors.dry_run(commit=commit)


def remind(
    register: RegisterOption = REGISTER,
    year: YearOption = None,
    municipality: MunicipalityOption = None,
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Påminn dem som har fått mejlet men inte svarat."""
    from grannsamverkan.actions import reminders
    from grannsamverkan.actions.letters import mailing_of
    from grannsamverkan.actions.places import municipality_of

    t, mailing = doors.words(), mailing_of(doors.settings())
    with doors.opened(register) as opened:
        place = municipality_of(opened, municipality).code
        reason = t("confirmation.sent_reason")
        doing = doors.doing(opened, by=by, reason=reason, commit=commit)
        asked = year or doing.today.year
        number = reminders.remind(doing, place, asked, mailing=mailing)
    if as_json:
        doors.show({"committed": commit, "reminded": number})
    else:
        doors.say(t("confirmation.cli.reminded", number=number))
    doors.dry_run(commit=commit)


def listed(
    register: RegisterOption = REGISTER,
    year: YearOption = None,
    municipality: MunicipalityOption = None,
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Visa vilka som har frågats och vad de har svarat."""
    from grannsamverkan.actions.places import municipality_of
    from grannsamverkan.actions.rounds import PAGE, round_of

    t, today = doors.words(), doors.clock().date()
    asked = year or today.year
    with doors.opened(register) as opened:
        place = municipality_of(opened, municipality).code
        first = round_of(opened, place, asked, today=today)
        lines = list(first.lines)
        for page in range(2, -(-first.number // PAGE) + 1):
            lines += round_of(opened, place, asked, today=today, page=page).lines
    if as_json:
        doors.show(
            [
                {"person": line.person_id, "name": line.name, "stand": line.stand,
                 "areas": line.areas, "asked_on": line.asked_on, "reminders": line.reminders}
                for line in lines
            ]
        )  # fmt: skip
    elif not lines:
        doors.say(t("confirmation.cli.none", year=str(asked)))
    else:
        headings = ("name", "stand", "areas", "asked_on", "reminders")
        doors.table(
            [t(f"confirmation.cli.{heading}") for heading in headings],
            [
                (line.name, t(f"confirmation.stand.{line.stand}"), ", ".join(line.areas),
                 line.asked_on, line.reminders)
                for line in lines
            ],
        )  # fmt: skip
        doors.say(t("confirmation.cli.answered", answered=first.answered, asked=first.asked))

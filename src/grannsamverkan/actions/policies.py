"""What a municipality decides for itself: its limits, months and days of the year."""

from collections.abc import Mapping
from dataclasses import dataclass

from grannsamverkan.actions.doing import Doing, line
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.policy import KEYS, Policy, Setting, policy_of, read_setting
from grannsamverkan.errors import NotFound, Refused


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of a decision: the policy that holds now, what it altered, and the change it is undone by."""

    policy: Policy
    keys: tuple[str, ...]
    seq: int | None


def set_policy(doing: Doing, municipality: str, stated: Mapping[str, str]) -> Decided:
    """Decide some of a municipality's settings, each as text; an empty one goes back to what is proposed.

    Where everything is so already, nothing is written.

    Raises:
        NotFound: no such municipality, or not for them.
        Refused: no such setting, or a value that it cannot have; the error names it.
    """
    doing.require(Deed.SET_POLICY, municipality=municipality)
    with doing.change("set_policy") as change:
        if change.municipality(municipality) is None:
            raise NotFound("access.not_found")
        known = {one.key: one for one in change.facts(Setting, municipality)}
        fresh = {**known, **{key: _setting(municipality, key, stated[key]) for key in stated}}
        kept = [one for one in fresh.values() if one is not None]
        change.set_facts(Setting, municipality, kept)
    keys = tuple(key for key in KEYS if fresh.get(key) != known.get(key))
    seq = change.written.seq if change.written else None
    return Decided(policy_of(kept), keys, seq)


def _setting(municipality: str, key: str, text: str) -> Setting | None:
    """Return a setting as it is kept, None where it says what is proposed anyway."""
    if key not in KEYS:
        raise Refused("policy.unknown", name=key[:40])
    plain = line(text) or ""
    value = read_setting(key, plain) if plain else None
    if value is None or value == getattr(Policy(), key):
        return None
    return Setting(municipality=municipality, key=key, value=str(value))

"""What can happen to a world of areas, at random."""

from hypothesis import strategies as st

from followed import World

CELLS = st.integers(0, 11)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["split", "merge", "lapse", "restart", "redraw", "rename", "confirm", "undo", "day"]
        ),
        st.integers(0, 30),
        CELLS,
    ),
    max_size=14,
)


def began() -> World:
    """Return three areas in a row, of four cells each."""
    world = World()
    for first in (0, 4, 8):
        world.found(range(first, first + 4))
    world.next_day()
    return world


def lead(world: World, steps: list[tuple[str, int, int]]) -> World:
    """Let things happen; `undo` goes back to before the last of them, but not in time."""
    before = [world.copy()]
    for step, number, cell in steps:
        ids = sorted(world.cells)
        area_id, other = ids[number % len(ids)], ids[cell % len(ids)]
        if step == "undo":
            day, made = world.day, world.made
            world = before.pop() if len(before) > 1 else before[0].copy()
            world.day, world.made = day, made
            continue
        if step == "day":
            world.next_day()
            continue
        before.append(world.copy())
        match step:
            case "merge":
                world.merge(area_id, other)
            case "redraw":
                world.redraw(area_id, cell)
            case _:
                getattr(world, step)(area_id)
    return world

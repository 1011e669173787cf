"""The base map on both databases: a layer is replaced as a whole, and squares are read by level and place."""

from grannsamverkan.domain.basemap import BaseMap, BaseTile, Layer
from grannsamverkan.register import Register
from grannsamverkan.register.basemap import replace_layer
from samples import later


def tile(layer: Layer, z: int, x: int, y: int, laid_in: str = "1") -> BaseTile:
    return BaseTile(
        id=f"{layer}/{z}/{x}/{y}",
        layer=layer,
        z=z,
        x=x,
        y=y,
        laid_in=laid_in,
        source=f"källa {layer}",
        omitted=0,
        body=b"x",
    )


def lay(register: Register, layer: Layer, *tiles: BaseTile) -> None:
    with register.change(
        actor="prov", action="import_basemap", reason="prov", now=later(0)
    ) as change:
        replace_layer(change.connection, layer, tiles)


def test_layers_are_replaced_one_by_one_and_squares_read_in_a_box(register: Register) -> None:
    head = register.head()
    assert register.base_map() is None
    assert register.base_tiles(12, (0, 0, 4095, 4095)) == ()
    roads = [tile(Layer.ROADS, 12, x, 7) for x in range(600)]
    lay(register, Layer.ROADS, *roads, tile(Layer.ROADS, 14, 3, 7))
    lay(register, Layer.WATER, tile(Layer.WATER, 12, 4, 7, laid_in="2"))
    assert register.base_map() == BaseMap("2", ("källa roads", "källa water"))
    found = register.base_tiles(12, (3, 7, 4, 7))
    assert [(one.layer, one.x) for one in found] == [
        (Layer.ROADS, 3),
        (Layer.ROADS, 4),
        (Layer.WATER, 4),
    ]
    assert found[0] == roads[3]
    lay(register, Layer.ROADS, tile(Layer.ROADS, 12, 3, 7, laid_in="3"))
    assert len(register.base_tiles(12, (0, 0, 4095, 4095))) == 2
    assert register.base_map() == BaseMap("3", ("källa roads", "källa water"))
    lay(register, Layer.ROADS)
    lay(register, Layer.WATER)
    assert register.base_map() is None
    assert register.head() == head

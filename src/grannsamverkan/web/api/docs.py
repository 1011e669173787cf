"""GET /api: the specification as a page of our own, and the specification itself."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi

from grannsamverkan.web.api.areas import AreaCollection, AreaFeature
from grannsamverkan.web.problems import Problem
from grannsamverkan.web.site import SiteDep

router = APIRouter()

_REF = "#/components/schemas/{model}"


def specification(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI of the API, with the shapes of answers that are written without the framework."""
    if app.openapi_schema is None:
        spec = get_openapi(title=app.title, version=app.version, routes=app.routes)
        schemas = spec["components"]["schemas"]
        for model in (Problem, AreaCollection, AreaFeature):
            schema = model.model_json_schema(ref_template=_REF)
            schemas |= schema.pop("$defs", {})
            schemas[model.__name__] = schema
        app.openapi_schema = spec
    return app.openapi_schema


@router.get("/api", include_in_schema=False)
def documentation(request: Request, site: SiteDep) -> Response:
    """Return the page that tells programmers what there is."""
    spec = specification(request.app)
    operations = [
        {"path": path, "method": method.upper(), "example": _example(path, operation), **operation}
        for path, methods in spec["paths"].items()
        for method, operation in methods.items()
    ]
    return site.page(request, "api.html", operations=operations)


def _example(path: str, operation: Mapping[str, Any]) -> str:
    """Return the address of a question, made of the parameters' own examples."""
    given = {
        parameter["name"]: parameter["schema"]["examples"][0]
        for parameter in operation.get("parameters", ())
        if "examples" in parameter["schema"]
    }
    asked = {name: value for name, value in given.items() if f"{{{name}}}" not in path}
    query = urlencode(asked, safe=",")
    return path.format_map(given) + (f"?{query}" if query else "")

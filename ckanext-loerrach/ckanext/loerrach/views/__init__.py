"""Pages of our own: the forms for datasets and resources; and what is mended of CKAN's dump."""

from __future__ import annotations

from .dataset_form import blueprint as dataset_form_blueprint
from .dump import blueprint as dump_blueprint
from .resource_form import blueprint as resource_form_blueprint

__all__ = ["dataset_form_blueprint", "dump_blueprint", "resource_form_blueprint"]

"""Pages of our own: the forms for datasets and resources."""

from __future__ import annotations

from .dataset_form import blueprint as dataset_form_blueprint
from .resource_form import blueprint as resource_form_blueprint

__all__ = ["dataset_form_blueprint", "resource_form_blueprint"]

"""A dataset: https://www.dcat-ap.de/def/dcatde/3.0/spec/#datensatz , in the order of the table."""

from __future__ import annotations

from functools import cache

from ckanext.loerrach.schemas.strategy import strategy_fields

from ..namespaces import (
    ADMS,
    DCAT,
    DCATAP,
    DCATDE,
    DCT,
    FOAF,
    GEODCATAP,
    PROV,
    RDFS,
    TOWN,
)
from .agents import ACTIVITY, AGENT, ATTRIBUTION, RELATION
from .beside import Beside, Sample, Series
from .distribution import LANGUAGE, LEGISLATION, PAGES, STANDARDS, STEPS
from .kinds import Iri, Text
from .languages import Translated
from .nodes import Statement
from .places import PERIOD, Coverage
from .rows import Field
from .special import (
    Chain,
    Contact,
    Identifiers,
    Kind,
    PersonalData,
    Publisher,
    References,
    StrategyField,
)
from .times import Moment, OwnMoment


@cache
def strategy_labels() -> dict[str, dict[str, str]]:
    """Field of the town's strategy -> its label by language."""
    return {field.name: dict(field.label) for field in strategy_fields()}


ROWS = (
    Translated("title_translated", DCT.title, "title"),
    Translated("notes_translated", DCT.description, "notes"),
    Translated("tags_translated", DCAT.keyword, "tags", several=True),
    Identifiers(),
    Field("identifier", DCT.identifier, Text(), stand_in=("guid", "id")),
    Publisher(),
    Contact(),
    Field("creator", DCT.creator, AGENT, many=True),
    Field("contributor", DCT.contributor, AGENT, many=True),
    Field("originator", GEODCATAP.originator, AGENT, many=True),
    Field("custodian", GEODCATAP.custodian, AGENT, many=True),
    Field("qualified_attribution", PROV.qualifiedAttribution, ATTRIBUTION, many=True),
    Field("contributorID", DCATDE.contributorID, Iri(), many=True),
    Field("theme", DCAT.theme, Iri(), many=True),
    StrategyField(strategy_labels),
    Kind(),
    Series(),
    Field("politicalGeocodingLevelURI", DCATDE.politicalGeocodingLevelURI, Iri(), many=True),
    Field("politicalGeocodingURI", DCATDE.politicalGeocodingURI, Iri(), many=True),
    Field("geocodingText", DCATDE.geocodingDescription, Text(), many=True),
    Coverage(),
    Field("temporal_coverage", DCT.temporal, PERIOD, many=True),
    *STEPS,
    Field("frequency", DCT.accrualPeriodicity, Iri()),
    # removed in DCAT-AP.de 3.0
    Field("granularity", DCAT.granularity, Iri(), read_only=True),
    Field("availability", DCATAP.availability, Iri()),
    Field("access_rights", DCT.accessRights, Statement(DCT.RightsStatement)),
    LEGISLATION,
    Field("legalbasisText", DCATDE.legalBasis, Text(), many=True),
    Field("hvd_category", DCATAP.hvdCategory, Iri(), many=True),
    Field("hvd_decision", TOWN.hvdDecision, Text()),
    Field("qualityProcessURI", DCATDE.qualityProcessURI, Iri()),
    PersonalData(),
    References(),
    Field("issued", DCT.issued, Moment()),
    Field("issued", DCT.issued, OwnMoment(), stand_in=("metadata_created",)),
    Field("modified", DCT.modified, Moment()),
    Field("modified", DCT.modified, OwnMoment(), stand_in=("metadata_modified",)),
    Field("url", DCAT.landingPage, Iri((FOAF.Document,), web=True)),
    PAGES,
    STANDARDS,
    LANGUAGE,
    Field("provenance", DCT.provenance, Statement(DCT.ProvenanceStatement)),
    Chain(),
    Field("provenance_activity", PROV.wasGeneratedBy, ACTIVITY, many=True),
    Field("version", DCAT.version, Text()),
    Field("version_notes", ADMS.versionNotes, Text()),
    Beside("has_version", DCAT.hasVersion),
    Beside("is_version_of", DCAT.isVersionOf),
    Beside("source", DCT.source),
    Sample(),
    Field("related_resource", DCT.relation, Iri((RDFS.Resource,)), many=True),
    Field("is_referenced_by", DCT.isReferencedBy, Iri((RDFS.Resource,)), many=True),
    Field("qualified_relation", DCAT.qualifiedRelation, RELATION, many=True),
)

"""Columns of the tables of services and offices."""

from __future__ import annotations

from .._core.columns import column, identity, texts
from .._core.record import Column

SERVICES: list[Column] = [
    identity("id", texts("Kennung", "Identifiant", "Identifier")),
    column("service_key", "text",
           texts("Leistungsschlüssel", "Code de prestation", "Service key"),
           description=texts("14 Ziffern des Leistungskatalogs (LeiKa); mehrere mit Strichpunkt",
                             "14 chiffres du catalogue (LeiKa) ; plusieurs séparés par ;",
                             "14 digits of the catalogue (LeiKa); several with semicolons")),
    column("name", "text", texts("Leistung", "Prestation", "Service")),
    column("name_fr", "text", texts("Leistung (französisch)", "Prestation (français)",
                                    "Service (French)")),
    column("name_en", "text", texts("Leistung (englisch)", "Prestation (anglais)",
                                    "Service (English)")),
    column("teaser", "text", texts("Kurz gesagt", "En bref", "In short")),
    column("description", "text", texts("Beschreibung", "Description", "Description")),
    column("requirements", "text", texts("Voraussetzungen", "Conditions", "Requirements")),
    column("documents", "text", texts("Unterlagen", "Documents à fournir", "Documents needed")),
    column("procedure", "text", texts("Ablauf", "Déroulement", "Procedure")),
    column("fees", "text", texts("Kosten", "Frais", "Fees")),
    column("deadline", "text", texts("Fristen", "Délais", "Deadlines")),
    column("duration", "text", texts("Bearbeitungsdauer", "Durée de traitement", "Duration")),
    column("forms", "text", texts("Formulare und Online-Dienste", "Formulaires et téléservices",
                                  "Forms and online services")),
    column("legal_basis", "text", texts("Rechtsgrundlage", "Base légale", "Legal basis")),
    column("hints", "text", texts("Hinweise", "Remarques", "Hints")),
    column("offices", "text", texts("Zuständig", "Compétent", "Responsible"),
           description=texts("Namen der zuständigen Stellen", "Noms des services compétents",
                             "Names of the offices responsible")),
    column("valid_from", "date", texts("Gültig ab", "Valable dès le", "Valid from")),
    column("valid_until", "date", texts("Gültig bis", "Valable jusqu’au", "Valid until")),
]  # fmt: skip
OFFICES: list[Column] = [
    identity("id", texts("Kennung", "Identifiant", "Identifier")),
    column("name", "text", texts("Stelle", "Service", "Office")),
    column("street", "text", texts("Straße", "Rue", "Street")),
    column("postcode", "text", texts("Postleitzahl", "Code postal", "Postcode")),
    column("town", "text", texts("Ort", "Localité", "Town")),
    column("services", "integer", texts("Leistungen", "Prestations", "Services"),
           description=texts("Zahl der Leistungen, für die die Stelle zuständig ist",
                             "Nombre de prestations dont le service est compétent",
                             "Number of services that the office is responsible for")),
]  # fmt: skip
SERVICES_TITLE = texts("Leistungen", "Prestations", "Services")
SERVICES_NOTES = texts(
    "Eine Zeile je Leistung der Verwaltung, mit dem, was man dafür wissen muss.",
    "Une ligne par prestation, avec ce qu’il faut savoir.",
    "One row per service of the administration, with what one has to know.",
)
OFFICES_TITLE = texts("Zuständige Stellen", "Services compétents", "Offices")
OFFICES_NOTES = texts(
    "Eine Zeile je Stelle, mit der Anschrift. Personen werden nicht genannt.",
    "Une ligne par service, avec son adresse. Les personnes ne sont pas nommées.",
    "One row per office, with its address. Persons are not named.",
)
TAGS = {
    "de": ["Bürgerservice", "Leistungen", "Zuständigkeit", "LeiKa"],
    "fr": ["services aux citoyens", "prestations", "compétence"],
    "en": ["citizen services", "services", "responsibility"],
}

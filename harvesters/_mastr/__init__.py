"""The register of energy units (Marktstammdatenregister), and what they add up to."""

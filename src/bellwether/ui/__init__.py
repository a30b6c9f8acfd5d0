"""How things look, in one place: charts as SVG text, components, form fields. No word of attendance belongs here."""

"""How things look, in one place: charts as SVG text. No word of attendance belongs here."""

"""Writing an analysis: one module a format. Nothing is left behind when writing fails half-way."""

from bellwether.analyse.writers.csv_table import write_csv
from bellwether.analyse.writers.json_contract import write_json
from bellwether.analyse.writers.text_summary import write_text
from bellwether.analyse.writers.workbook import write_xlsx

__all__ = ["write_csv", "write_json", "write_text", "write_xlsx"]

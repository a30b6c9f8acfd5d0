"""From a letter's words to an accessible PDF: tagged, with a language and a title, in a typeface that we hold."""

from bellwether.documents.typeset.pdf import pdf_of

__all__ = ["pdf_of"]

"""From files to figures without a database: read, lay out as a matrix, measure, explain, write a report."""

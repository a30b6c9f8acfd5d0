"""The made-up authority as values: its places, its families, who works there, and the day on which it is shown.

Nothing here knows Django or a database: equal seeds and days give equal worlds. `demo.loading` carries them in.
"""

"""The tools that people would reach for instead, each given the same marks and asked for the same figures."""

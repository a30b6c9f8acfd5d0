"""The parts of an act on a register that services share: judging marks, laying them, answering, reopening cells.

They ask nobody for leave: the services of this room do, and nobody else calls them.
"""

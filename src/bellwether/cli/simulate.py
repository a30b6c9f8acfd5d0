"""placeholder until the simulator lands"""
def add_parser(commands): pass

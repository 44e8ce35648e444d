"""tmp"""
def refine(rows, terms):
    return None

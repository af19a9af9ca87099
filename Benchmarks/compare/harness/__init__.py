"""The harness: prepares, runs and measures the contenders, compares their answers, and writes the record.

It needs only the standard library of Python. The packages of the contenders are in a separate virtual environment.
"""

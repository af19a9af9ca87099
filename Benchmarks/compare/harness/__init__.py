"""The harness: prepares the contenders, runs and measures them, holds their answers together, writes the record.

It needs nothing but Python's standard library. What the contenders need is in a virtual environment of their own.
"""

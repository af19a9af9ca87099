"""Lets Spark find `spark.read.format("ngrams")`.

It looks for data sources in packages whose names begin with pyspark_.
"""

from ngrams.spark.source import NgramsDataSource as DefaultSource

__all__ = ["DefaultSource"]

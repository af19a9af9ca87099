"""Stores that Apache Spark builds, one of each archive."""

from ngrams.spark.build import Options, build

__all__ = ["Options", "build"]

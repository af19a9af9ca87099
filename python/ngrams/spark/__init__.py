"""Stores that Apache Spark builds, one of each archive, and reads as data frames (`ngrams.spark.source`)."""

from ngrams.spark.build import Options, build

__all__ = ["Options", "build"]

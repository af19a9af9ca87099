// The CRC-32 of gzip and zip (ISO 3309), with the processor's multiplication of polynomials where there is one.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Continues a checksum over more bytes. The checksum of no bytes is 0.
uint32_t cchecksum_crc32(uint32_t checksum, const void *bytes, size_t count);

#include "CChecksum.h"

#include <zlib.h>

#if defined(__x86_64__)

#include <immintrin.h>

// "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction" (Gopal and others, Intel, 2009), whose
// constants for the polynomial of gzip these are. The bits of each byte are in reverse order.
//
// A polynomial of 128 bits is moved over 512 or 128 bits by multiplying its halves with the remainders of powers of x,
// until 128 bits are left.

// The remainders of x^(512+32) and x^(512-32).
static const uint64_t over_512[2] = {0x154442bd4, 0x1c6e41596};
// The remainders of x^(128+32) and x^(128-32).
static const uint64_t over_128[2] = {0x1751997d0, 0x0ccaa009e};
// The remainder of x^64.
static const uint64_t over_64[2] = {0x163cd6124, 0};
// The polynomial, and x^64 divided by it (Barrett's reduction).
static const uint64_t reduction[2] = {0x1db710641, 0x1f7011641};

static const size_t smallest = 64;

__attribute__((target("pclmul,sse4.1"))) static inline __m128i fold(__m128i value, __m128i constants, __m128i next)
{
    __m128i low = _mm_clmulepi64_si128(value, constants, 0x00);
    __m128i high = _mm_clmulepi64_si128(value, constants, 0x11);
    return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

// Bounds: `count` is a multiple of 16 and at least `smallest`.
__attribute__((target("pclmul,sse4.1"))) static uint32_t multiplied(uint32_t state, const __m128i *next, size_t count)
{
    const __m128i *end = next + count / sizeof(__m128i);
    __m128i lanes[4];
    for (int lane = 0; lane < 4; lane++) lanes[lane] = _mm_loadu_si128(next++);
    lanes[0] = _mm_xor_si128(lanes[0], _mm_cvtsi32_si128((int)state));

    __m128i constants = _mm_loadu_si128((const __m128i *)over_512);
    while (end - next >= 4) {
        for (int lane = 0; lane < 4; lane++) lanes[lane] = fold(lanes[lane], constants, _mm_loadu_si128(next + lane));
        next += 4;
    }
    constants = _mm_loadu_si128((const __m128i *)over_128);
    __m128i value = lanes[0];
    for (int lane = 1; lane < 4; lane++) value = fold(value, constants, lanes[lane]);
    while (next < end) value = fold(value, constants, _mm_loadu_si128(next++));

    // From 128 bits to 64, with 32 zeros after them.
    const __m128i low_half = _mm_setr_epi32(-1, 0, -1, 0);
    value = _mm_xor_si128(_mm_srli_si128(value, 8), _mm_clmulepi64_si128(value, constants, 0x10));
    constants = _mm_loadu_si128((const __m128i *)over_64);
    value = _mm_xor_si128(
        _mm_srli_si128(value, 4), _mm_clmulepi64_si128(_mm_and_si128(value, low_half), constants, 0x00));

    constants = _mm_loadu_si128((const __m128i *)reduction);
    __m128i quotient = _mm_clmulepi64_si128(_mm_and_si128(value, low_half), constants, 0x10);
    value = _mm_xor_si128(value, _mm_clmulepi64_si128(_mm_and_si128(quotient, low_half), constants, 0x00));
    return (uint32_t)_mm_extract_epi32(value, 1);
}

uint32_t cchecksum_crc32(uint32_t checksum, const void *bytes, size_t count)
{
    size_t whole = count & ~(size_t)15;
    if (whole >= smallest && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1")) {
        checksum = ~multiplied(~checksum, bytes, whole);
        bytes = (const char *)bytes + whole;
        count -= whole;
    }
    return count == 0 ? checksum : (uint32_t)crc32_z(checksum, bytes, count);
}

#else

uint32_t cchecksum_crc32(uint32_t checksum, const void *bytes, size_t count)
{
    return count == 0 ? checksum : (uint32_t)crc32_z(checksum, bytes, count);
}

#endif

#include "base64.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#define SIX(letter, value) [letter] = 0x40 | (value)
const unsigned char base64_six[256] = {
    SIX('A', 0),  SIX('B', 1),  SIX('C', 2),  SIX('D', 3),  SIX('E', 4),
    SIX('F', 5),  SIX('G', 6),  SIX('H', 7),  SIX('I', 8),  SIX('J', 9),
    SIX('K', 10), SIX('L', 11), SIX('M', 12), SIX('N', 13), SIX('O', 14),
    SIX('P', 15), SIX('Q', 16), SIX('R', 17), SIX('S', 18), SIX('T', 19),
    SIX('U', 20), SIX('V', 21), SIX('W', 22), SIX('X', 23), SIX('Y', 24),
    SIX('Z', 25), SIX('a', 26), SIX('b', 27), SIX('c', 28), SIX('d', 29),
    SIX('e', 30), SIX('f', 31), SIX('g', 32), SIX('h', 33), SIX('i', 34),
    SIX('j', 35), SIX('k', 36), SIX('l', 37), SIX('m', 38), SIX('n', 39),
    SIX('o', 40), SIX('p', 41), SIX('q', 42), SIX('r', 43), SIX('s', 44),
    SIX('t', 45), SIX('u', 46), SIX('v', 47), SIX('w', 48), SIX('x', 49),
    SIX('y', 50), SIX('z', 51), SIX('0', 52), SIX('1', 53), SIX('2', 54),
    SIX('3', 55), SIX('4', 56), SIX('5', 57), SIX('6', 58), SIX('7', 59),
    SIX('8', 60), SIX('9', 61), SIX('+', 62), SIX('/', 63),
};

/* Four letters at a time, in any machine. */
static size_t narrow_groups(const unsigned char *in, size_t n, char *out,
                            size_t room, size_t *ret_n)
{
    size_t groups = n / 4 < room / 3 ? n / 4 : room / 3;
    size_t g;

    for (g = 0; g < groups; g++, in += 4, out += 3) {
        unsigned a = base64_six[in[0]];
        unsigned b = base64_six[in[1]];
        unsigned c = base64_six[in[2]];
        unsigned d = base64_six[in[3]];
        unsigned v;
        if (!(a & b & c & d & 0x40))
            break;
        v = (a << 18) + (b << 12) + (c << 6) + d;
        v -= (0x40U << 18) + (0x40U << 12) + (0x40U << 6) + 0x40U;
        out[0] = (char)(v >> 16);
        out[1] = (char)(v >> 8);
        out[2] = (char)v;
    }
    *ret_n += g * 3;
    return g * 4;
}

#ifdef __x86_64__
/* Sixteen letters at a time: the two halves of an octet choose from tables
 * what may stand and how far the letter is from its value (Mula and Lemire,
 * "Faster Base64 Encoding and Decoding", 2018). */
__attribute__((target("ssse3"))) static size_t
wide_groups(const unsigned char *in, size_t n, char *out, size_t room,
            size_t *ret_n)
{
    const __m128i low_table =
        _mm_setr_epi8(0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11,
                      0x11, 0x13, 0x1a, 0x1b, 0x1b, 0x1b, 0x1a);
    const __m128i high_table =
        _mm_setr_epi8(0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10,
                      0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10);
    const __m128i distance =
        _mm_setr_epi8(0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0);
    const __m128i order =
        _mm_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
    const __m128i slash = _mm_set1_epi8(0x2f);
    size_t i = 0;
    size_t o = 0;

    for (; n - i >= 16 && room - o >= 16; i += 16, o += 12) {
        __m128i v = _mm_loadu_si128((const __m128i *)(in + i));
        __m128i high = _mm_and_si128(_mm_srli_epi32(v, 4), slash);
        __m128i low = _mm_and_si128(v, slash);
        __m128i wrong = _mm_and_si128(_mm_shuffle_epi8(low_table, low),
                                      _mm_shuffle_epi8(high_table, high));
        __m128i is_slash = _mm_cmpeq_epi8(v, slash);
        unsigned stop = (unsigned)_mm_movemask_epi8(
            _mm_cmpgt_epi8(wrong, _mm_setzero_si128()));
        v = _mm_add_epi8(
            v, _mm_shuffle_epi8(distance, _mm_add_epi8(is_slash, high)));
        v = _mm_maddubs_epi16(v, _mm_set1_epi32(0x01400140));
        v = _mm_madd_epi16(v, _mm_set1_epi32(0x00011000));
        _mm_storeu_si128((__m128i *)(out + o), _mm_shuffle_epi8(v, order));
        if (stop) {
            /* Whole groups before the first that is no letter still count. */
            size_t groups = (unsigned)__builtin_ctz(stop) / 4;
            i += groups * 4;
            o += groups * 3;
            break;
        }
    }
    *ret_n += o;
    return i;
}
#endif

size_t base64_groups(const unsigned char *in, size_t n, char *out, size_t room,
                     size_t *ret_n)
{
    size_t done = 0;
    size_t written = 0;

#ifdef __x86_64__
    if (__builtin_cpu_supports("ssse3"))
        done = wide_groups(in, n, out, room, &written);
#endif
    done += narrow_groups(in + done, n - done, out + written, room - written,
                          &written);
    *ret_n += written;
    return done;
}

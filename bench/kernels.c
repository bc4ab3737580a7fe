/* The inner loops of mastering in C99: a prototype, to measure what a compiled module would save. Not part of the
   program; see docs/decisions/native.md. Each function gives the bits of the code that it stands for: the same
   operations in the same order, without fused or reordered ones (-ffp-contract=off). */

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { TAPS = 16, REACH = TAPS / 2, STEP = 64, MAX_WINDOW = 1024 };

/* numpy's sum of contiguous doubles: eight running sums in blocks of 128, halves above that. */
static double pairwise_sum(const double *values, ptrdiff_t count) {
    if (count < 8) {
        double sum = 0;
        for (ptrdiff_t i = 0; i < count; i++) sum += values[i];
        return sum;
    }
    if (count <= 128) {
        double part[8];
        ptrdiff_t i = 8;
        memcpy(part, values, sizeof part);
        for (; i + 8 <= count; i += 8)
            for (int k = 0; k < 8; k++) part[k] += values[i + k];
        double sum = ((part[0] + part[1]) + (part[2] + part[3])) + ((part[4] + part[5]) + (part[6] + part[7]));
        for (; i < count; i++) sum += values[i];
        return sum;
    }
    ptrdiff_t half = count / 2 - count / 2 % 8;
    return pairwise_sum(values, half) + pairwise_sum(values + half, count - half);
}

/* K-weighted power of each window, summed over the channels: k_weighting.PowerMeter.
   samples: one channel after the other. filters: b0 b1 b2 a1 a2 of the shelf, then of the high-pass. state: eight
   doubles for each channel, zero at the beginning. Direct form I with FFmpeg's order of terms. */
int window_powers(const float *samples, ptrdiff_t count, int channels, const double *filters, double *state, int width,
                  float *powers) {
    const double b0 = filters[0], b1 = filters[1], b2 = filters[2], a1 = -filters[3], a2 = -filters[4];
    const double d0 = filters[5], d1 = filters[6], d2 = filters[7], c1 = -filters[8], c2 = -filters[9];
    double squares[MAX_WINDOW];
    if (width > MAX_WINDOW) return -1;
    for (ptrdiff_t start = 0; start < count; start += width) {
        const ptrdiff_t size = count - start < width ? count - start : width;
        for (int channel = 0; channel < channels; channel++) {
            const float *in = samples + channel * count + start;
            double *s = state + 8 * channel;
            double x1 = s[0], x2 = s[1], y1 = s[2], y2 = s[3], u1 = s[4], u2 = s[5], v1 = s[6], v2 = s[7];
            for (ptrdiff_t i = 0; i < size; i++) {
                const double x = in[i];
                const double y = x2 * b2 + x1 * b1 + x * b0 + y2 * a2 + y1 * a1;
                const double v = u2 * d2 + u1 * d1 + y * d0 + v2 * c2 + v1 * c1;
                x2 = x1, x1 = x, y2 = y1, y1 = y;
                u2 = u1, u1 = y, v2 = v1, v1 = v;
                squares[i] = channel ? squares[i] + v * v : v * v;
            }
            s[0] = x1, s[1] = x2, s[2] = y1, s[3] = y2, s[4] = u1, s[5] = u2, s[6] = v1, s[7] = v2;
        }
        *powers++ = (float)((squares[0] + pairwise_sum(squares + 1, size - 1)) / width);
    }
    return 0;
}

static float highest(const float *samples, ptrdiff_t count, int channels, ptrdiff_t first, ptrdiff_t end) {
    float level = 0;
    for (int channel = 0; channel < channels; channel++)
        for (ptrdiff_t i = channel * count + first; i < channel * count + end; i++) {
            const float value = fabsf(samples[i]);
            level = value > level ? value : level;
        }
    return level;
}

/* Raises the heights of STEP samples to the magnitudes of one phase of the interpolator. */
static void raise_to_phase(float *heights, const float *row, const float *taps) {
    float total[STEP];
    for (int i = 0; i < STEP; i++) total[i] = row[1 + i] * taps[0];
    for (int tap = 1; tap < TAPS; tap++)
        for (int i = 0; i < STEP; i++) total[i] += row[1 + tap + i] * taps[tap];
    for (int i = 0; i < STEP; i++) heights[i] = fabsf(total[i]) > heights[i] ? fabsf(total[i]) : heights[i];
}

/* The steps in which a true peak can pass the ceiling, with their true peaks: true_peak.true_peaks_near.
   limits: ceiling, and by how much values between samples, and quarters between halves, may be higher. */
ptrdiff_t true_peaks_near(const float *samples, ptrdiff_t count, int channels, const float *phases, const float *limits,
                          int64_t *steps, float *heights) {
    const ptrdiff_t inner = count - 2 * REACH, total = (inner + STEP - 1) / STEP;
    ptrdiff_t found = 0;
    float before = highest(samples, count, channels, 0, REACH);
    float here = highest(samples, count, channels, REACH, REACH + (inner < STEP ? inner : STEP));
    for (ptrdiff_t step = 0; step < total; step++) {
        const ptrdiff_t next = REACH + (step + 1) * STEP, end = REACH + inner;
        const float after = step + 1 < total ? highest(samples, count, channels, next, next + STEP < end ? next + STEP : end)
                                             : highest(samples, count, channels, end, count);
        float around = before > here ? before : here;
        around = after > around ? after : around;
        before = here, here = after;
        if (around * limits[1] <= limits[0]) continue;
        const int size = (int)(inner - step * STEP < STEP ? inner - step * STEP : STEP);
        float *out = heights + found * STEP;
        memset(out, 0, STEP * sizeof *out);
        for (int channel = 0; channel < channels; channel++) {
            float row[STEP + TAPS] = {0}, own[STEP], top = 0;
            memcpy(row, samples + channel * count + step * STEP, (size_t)(size + TAPS) * sizeof *row);
            for (int i = 0; i < STEP; i++) own[i] = fabsf(row[REACH + i]);
            raise_to_phase(own, row, phases + TAPS);
            for (int i = 0; i < STEP; i++) top = own[i] > top ? own[i] : top;
            if (top * limits[2] > limits[0]) {
                raise_to_phase(own, row, phases);
                raise_to_phase(own, row, phases + 2 * TAPS);
            }
            for (int i = 0; i < size; i++) out[i] = own[i] > out[i] ? own[i] : out[i];
        }
        steps[found++] = step;
    }
    return found;
}

/* The limiter's gain from what each sample needs: lowest of neighbours, then two moving sums, all in integers. */
void smooth_gain(const int64_t *needed, ptrdiff_t count, int reach, double unity, int64_t *work, float *gain) {
    const ptrdiff_t width = 2 * reach + 1, minima = count - width + 1;
    for (ptrdiff_t start = 0; start < minima; start += width) { /* van Herk, Gil and Werman */
        const ptrdiff_t end = start + width < minima ? start + width : minima;
        int64_t low = INT64_MAX;
        for (ptrdiff_t i = start + width - 1; i >= start; i--) {
            low = needed[i] < low ? needed[i] : low;
            if (i < minima) work[i] = low;
        }
        low = INT64_MAX;
        for (ptrdiff_t i = start + 1; i < end; i++) {
            low = needed[i + width - 1] < low ? needed[i + width - 1] : low;
            work[i] = low < work[i] ? low : work[i];
        }
    }
    for (int pass = 1; pass <= 2; pass++) {
        int64_t sum = 0;
        for (int i = 0; i < reach; i++) sum += work[i];
        for (ptrdiff_t i = 0; i < minima - pass * reach; i++) {
            const int64_t first = work[i];
            sum += work[i + reach];
            work[i] = sum;
            sum -= first;
        }
    }
    for (ptrdiff_t i = 0; i < minima - 2 * reach; i++) gain[i] = (float)((double)work[i] / unity);
}

/* Planar floats, scaled, to interleaved 16 bits, half to even: mp3.encode._pcm_feeds. */
void to_pcm(const float *samples, ptrdiff_t count, ptrdiff_t stride, int channels, float scale, int16_t *pcm) {
    for (int channel = 0; channel < channels; channel++)
        for (ptrdiff_t i = 0; i < count; i++) {
            float value = samples[channel * stride + i] * scale;
            value = value > 32767 ? 32767 : value < -32768 ? -32768 : value;
            pcm[i * channels + channel] = (int16_t)lrintf(value);
        }
}

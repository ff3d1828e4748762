// The element-wise layers of a network, value by value, and their derivatives.
// Reference on the processor: ScalarActivation.cs. A device has no mathematical library here, so the functions are sums of their series
// after a reduction of the argument, in float32: over the tests' range the exponential is within 2 units in the last place of full scale, the
// others within 4, their derivatives within 13 (tests/Kernels.Tests/Cuda).
#pragma once

#include "Device.h"

// The kinds in the order of Activation.cs, and one more for a scale and an offset of each channel.
enum ElementKind {
    kind_relu,
    kind_elu,
    kind_tanh,
    kind_sigmoid,
    kind_atan,
    kind_leaky_relu,
    kind_selu,
    kind_softplus,
    kind_softsign,
    kind_hard_sigmoid,
    kind_hard_swish,
    kind_clip,
    kind_thresholded_relu,
    kind_erf,
    kind_gelu,
    kind_gelu_tanh,
    kind_swish,
    kind_mish,
    kind_exp,
    kind_log,
    kind_abs,
    kind_power,
    kind_affine,
};

// One element-wise layer.
struct Element {
    int kind;
    float alpha;
    float beta;
    int padding;
    const float* scale;   // One value for each channel: an affine layer's scale or a leaky ReLU's slopes; null where alpha holds for all.
    const float* offset;  // One value for each channel, for an affine layer.
    float* result;        // Where a forward pass keeps what the layer puts out: positions x pitch.
};

DEVICE float power_of_two(int exponent) {
    union {
        int bits;
        float value;
    } word;
    word.bits = (exponent + 127) << 23;
    return word.value;
}

// e to the power of x: 2^n * e^r with |r| <= ln(2) / 2, and e^r by its series. Beyond the ends of float32 it is 0 or infinity.
DEVICE float exponential(float x) {
    float bounded = x < -110.0f ? -110.0f : x > 110.0f ? 110.0f : x;
    float whole = __builtin_floorf(multiply_add(bounded, 1.44269504f, 0.5f));
    float rest = multiply_add(whole, -0.693145752f, bounded);
    rest = multiply_add(whole, -1.42860677e-6f, rest);
    float sum = 1.0f / 5040.0f;
    sum = multiply_add(sum, rest, 1.0f / 720.0f);
    sum = multiply_add(sum, rest, 1.0f / 120.0f);
    sum = multiply_add(sum, rest, 1.0f / 24.0f);
    sum = multiply_add(sum, rest, 1.0f / 6.0f);
    sum = multiply_add(sum, rest, 0.5f);
    sum = multiply_add(sum, rest, 1.0f);
    sum = multiply_add(sum, rest, 1.0f);

    // In two steps, since neither 2^-150 nor 2^150 is a number of this kind. What is no number stays none.
    int exponent = whole == whole ? (int)whole : 0;
    int half = exponent / 2;
    return sum * power_of_two(half) * power_of_two(exponent - half);
}

DEVICE float hyperbolic_tangent(float x) {
    float size = size_of(x);
    if (size < 0.35f) {
        float square = x * x;
        float sum = 21844.0f / 6081075.0f;
        sum = multiply_add(sum, square, -1382.0f / 155925.0f);
        sum = multiply_add(sum, square, 62.0f / 2835.0f);
        sum = multiply_add(sum, square, -17.0f / 315.0f);
        sum = multiply_add(sum, square, 2.0f / 15.0f);
        sum = multiply_add(sum, square, -1.0f / 3.0f);
        return multiply_add(x * square, sum, x);
    }

    float rise = 1.0f - 2.0f / (exponential(2.0f * size) + 1.0f);
    return x < 0.0f ? -rise : rise;
}

DEVICE float sigmoid(float x) { return 1.0f / (1.0f + exponential(-x)); }

// The angle whose tangent x is: brought to at most tan(pi / 8), then by its series.
DEVICE float arc_tangent(float x) {
    float size = size_of(x);
    float start = 0.0f;
    if (size > 2.41421356f) {
        start = 1.57079633f;
        size = -1.0f / size;
    } else if (size > 0.414213562f) {
        start = 0.785398163f;
        size = (size - 1.0f) / (size + 1.0f);
    }

    float square = size * size;
    float sum = 1.0f / 17.0f;
    sum = multiply_add(sum, square, -1.0f / 15.0f);
    sum = multiply_add(sum, square, 1.0f / 13.0f);
    sum = multiply_add(sum, square, -1.0f / 11.0f);
    sum = multiply_add(sum, square, 1.0f / 9.0f);
    sum = multiply_add(sum, square, -1.0f / 7.0f);
    sum = multiply_add(sum, square, 1.0f / 5.0f);
    sum = multiply_add(sum, square, -1.0f / 3.0f);
    float angle = start + multiply_add(size * square, sum, size);
    return x < 0.0f ? -angle : angle;
}

// log(1 + e) for e from 0 to 1, as twice the series of the inverse hyperbolic tangent of e / (2 + e).
DEVICE float logarithm_of_one_and(float e) {
    float part = e / (2.0f + e);
    float square = part * part;
    float sum = 1.0f / 17.0f;
    sum = multiply_add(sum, square, 1.0f / 15.0f);
    sum = multiply_add(sum, square, 1.0f / 13.0f);
    sum = multiply_add(sum, square, 1.0f / 11.0f);
    sum = multiply_add(sum, square, 1.0f / 9.0f);
    sum = multiply_add(sum, square, 1.0f / 7.0f);
    sum = multiply_add(sum, square, 1.0f / 5.0f);
    sum = multiply_add(sum, square, 1.0f / 3.0f);
    return 2.0f * multiply_add(part * square, sum, part);
}

DEVICE float softplus(float x) { return largest(x, 0.0f) + logarithm_of_one_and(exponential(-size_of(x))); }

// The natural logarithm: the exponent's, and that of the rest, which is brought between 1 / sqrt(2) and sqrt(2).
DEVICE float logarithm(float x) {
    if (!(x > 0.0f)) return x == 0.0f ? -__builtin_inff() : __builtin_nanf("");
    union {
        float value;
        int bits;
    } word;
    bool is_tiny = x < 1.17549435e-38f;
    word.value = is_tiny ? x * 16777216.0f : x;
    if (word.bits >= 0x7f800000) return x;
    int exponent = (word.bits - 0x3f3504f3) >> 23;
    word.bits -= exponent * (1 << 23);
    float whole = (float)(is_tiny ? exponent - 24 : exponent);
    return multiply_add(whole, 0.693145752f, multiply_add(whole, 1.42860677e-6f, logarithm_of_one_and(word.value - 1.0f)));
}

// x to a power; negative numbers have whole powers alone.
DEVICE float power(float x, float exponent) {
    if (exponent == 0.0f) return 1.0f;
    if (exponent == 1.0f) return x;
    if (exponent == 2.0f) return x * x;
    if (x == 0.0f) return exponent > 0.0f ? 0.0f : __builtin_inff();
    float size = exponential(exponent * logarithm(size_of(x)));
    if (x > 0.0f) return size;
    float whole = __builtin_floorf(exponent);
    if (whole != exponent) return __builtin_nanf("");
    return whole - 2.0f * __builtin_floorf(whole * 0.5f) != 0.0f ? -size : size;
}

// The error function: below 2 by the series of exp(x^2) erf(x), whose terms are all positive; above by the continued fraction of what is
// missing to 1.
DEVICE float error_function(float x) {
    float size = size_of(x);
    if (!(size < 4.0f)) return size == size ? (x < 0.0f ? -1.0f : 1.0f) : x;
    float square = size * size;
    float value;
    if (size < 2.0f) {
        float sum = 1.0f;
        for (int odd = 45; odd >= 3; odd -= 2) sum = multiply_add(2.0f * square / (float)odd, sum, 1.0f);
        value = 1.12837917f * exponential(-square) * size * sum;
    } else {
        float fraction = size;
        for (int step = 12; step >= 1; step--) fraction = size + 0.5f * (float)step / fraction;
        value = 1.0f - 0.564189584f * exponential(-square) / fraction;
    }

    return x < 0.0f ? -value : value;
}

// The share of the normal distribution below x.
DEVICE float normal_share(float x) { return 0.5f * (1.0f + error_function(x * 0.707106781f)); }

// What the hyperbolic tangent of the other Gelu takes.
DEVICE float cubic(float x) { return 0.797884561f * multiply_add(0.044715f * x * x, x, x); }

// What an element-wise layer makes of a value of a channel.
DEVICE float value_of(const Element& element, float x, int channel) {
    float alpha = element.kind == kind_leaky_relu && element.scale ? element.scale[channel] : element.alpha;
    float beta = element.beta;
    switch (element.kind) {
        case kind_relu: return x > 0.0f ? x : 0.0f * x;
        case kind_elu: return x > 0.0f ? x : alpha * (exponential(x) - 1.0f);
        case kind_tanh: return hyperbolic_tangent(x);
        case kind_sigmoid: return sigmoid(x);
        case kind_atan: return arc_tangent(x);
        case kind_leaky_relu: return x > 0.0f ? x : alpha * x;
        case kind_selu: return beta * (x > 0.0f ? x : alpha * (exponential(x) - 1.0f));
        case kind_softplus: return softplus(x);
        case kind_softsign: return x / (1.0f + size_of(x));
        case kind_hard_sigmoid: return smallest(largest(multiply_add(alpha, x, beta), 0.0f), 1.0f);
        case kind_hard_swish: return x * smallest(largest(x / 6.0f + 0.5f, 0.0f), 1.0f);
        case kind_clip: return smallest(largest(x, alpha), beta);
        case kind_thresholded_relu: return x > alpha ? x : 0.0f;
        case kind_erf: return error_function(x);
        case kind_gelu: return x * normal_share(x);
        case kind_gelu_tanh: return 0.5f * x * (1.0f + hyperbolic_tangent(cubic(x)));
        case kind_swish: return x * sigmoid(alpha * x);
        case kind_mish: return x * hyperbolic_tangent(softplus(x));
        case kind_exp: return exponential(x);
        case kind_log: return logarithm(x);
        case kind_abs: return size_of(x);
        case kind_power: return power(x, alpha);
        default: return multiply_add(x, element.scale[channel], element.offset[channel]);
    }
}

// The derivative of an element-wise layer; 0 at the kink of a ReLU.
DEVICE float derivative_of(const Element& element, float x, int channel) {
    float alpha = element.kind == kind_leaky_relu && element.scale ? element.scale[channel] : element.alpha;
    float beta = element.beta;
    switch (element.kind) {
        case kind_relu: return x > 0.0f ? 1.0f : 0.0f;
        case kind_elu: return x > 0.0f ? 1.0f : alpha * exponential(x);
        case kind_tanh: {
            float value = hyperbolic_tangent(x);
            return 1.0f - value * value;
        }
        case kind_sigmoid: {
            float value = sigmoid(x);
            return value * (1.0f - value);
        }
        case kind_atan: return 1.0f / (1.0f + x * x);
        case kind_leaky_relu: return x > 0.0f ? 1.0f : alpha;
        case kind_selu: return beta * (x > 0.0f ? 1.0f : alpha * exponential(x));
        case kind_softplus: return sigmoid(x);
        case kind_softsign: return 1.0f / ((1.0f + size_of(x)) * (1.0f + size_of(x)));
        case kind_hard_sigmoid: {
            float value = multiply_add(alpha, x, beta);
            return value > 0.0f && value < 1.0f ? alpha : 0.0f;
        }
        case kind_hard_swish: return x <= -3.0f ? 0.0f : x >= 3.0f ? 1.0f : x / 3.0f + 0.5f;
        case kind_clip: return x >= alpha && x <= beta ? 1.0f : 0.0f;
        case kind_thresholded_relu: return x > alpha ? 1.0f : 0.0f;
        case kind_erf: return 1.12837917f * exponential(-x * x);
        case kind_gelu: return normal_share(x) + 0.398942280f * x * exponential(-0.5f * x * x);
        case kind_gelu_tanh: {
            float bend = hyperbolic_tangent(cubic(x));
            return 0.5f * (1.0f + bend) + 0.5f * x * (1.0f - bend * bend) * 0.797884561f * (1.0f + 0.134145f * x * x);
        }
        case kind_swish: {
            float share = sigmoid(alpha * x);
            return share * (1.0f + alpha * x * (1.0f - share));
        }
        case kind_mish: {
            float bend = hyperbolic_tangent(softplus(x));
            return bend + x * (1.0f - bend * bend) * sigmoid(x);
        }
        case kind_exp: return exponential(x);
        case kind_log: return 1.0f / x;
        case kind_abs: return x > 0.0f ? 1.0f : x < 0.0f ? -1.0f : 0.0f;
        case kind_power: return alpha * power(x, alpha - 1.0f);
        default: return element.scale[channel];
    }
}

using Steerlens.Kernels.Drawing;
using Steerlens.Kernels.Tests.Images;

namespace Steerlens.Kernels.Tests.Drawing;

public sealed class CoverageBlendTests
{
    [Fact]
    public void LumaAndChroma_EveryLength_EqualScalar()
    {
        for (var length = 0; length <= 70; length++)
        {
            foreach (var opacity in new byte[] { 0, 1, 130, 255 })
            {
                var (upper, lower) = (TestPlanes.Bytes(2 * length, 1), TestPlanes.Bytes(2 * length, 2));
                var (expected, actual) = (TestPlanes.Bytes(length + 1, 3), TestPlanes.Bytes(length + 1, 3));
                CoverageBlend.LumaScalar(expected.AsSpan(1), upper, 77, opacity);
                CoverageBlend.Luma(actual.AsSpan(1), upper, 77, opacity);
                Assert.Equal(expected, actual);
                CoverageBlend.ChromaScalar(expected.AsSpan(1), upper, lower, 222, opacity);
                CoverageBlend.Chroma(actual.AsSpan(1), upper, lower, 222, opacity);
                Assert.Equal(expected, actual);
            }
        }
    }

    [Fact]
    public void Divide255_WholeRange_IsRoundedDivision()
    {
        for (var value = 0; value <= 255 * 255; value++) Assert.Equal((int)Math.Round(value / 255d, MidpointRounding.AwayFromZero), CoverageBlend.Divide255(value));
    }

    [Fact]
    public void AlphaOver_AllOpacities_EqualsFloatingPoint()
    {
        for (var under = 0; under < 256; under += 3)
        {
            for (var over = 0; over < 256; over += 3)
            {
                var (a, b) = (over / 255d, under / 255d);
                Assert.InRange(AlphaOver.Opacity(under, over) - (255 * (a + b - (a * b))), -0.51, 0.51);
                if (under + over == 0) continue;
                Assert.InRange(AlphaOver.Color(40, under, 200, over) - (((200 * a) + (40 * b * (1 - a))) / (a + b - (a * b))), -0.51, 0.51);
            }
        }
    }
}

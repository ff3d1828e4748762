using Steerlens.Kernels.Engines;
using Steerlens.Models;

namespace Steerlens.Kernels.Tests.Engines;

/// <summary>The kernels of depthwise convolutions, maxima and element-wise layers beside their specifications.</summary>
public sealed unsafe class RowKernelTests
{
    public static TheoryData<InstructionSet> Sets => [.. InstructionSets.Available];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Depthwise_AnyChannelsStepsAndPositions_EqualsReference(InstructionSet set)
    {
        var random = new Random(3);
        for (var channels = 1; channels <= 40; channels++)
        {
            var (kernelRows, kernelColumns, dilation, stride, count) = (random.Next(1, 5), random.Next(1, 5), random.Next(1, 3), random.Next(1, 3), random.Next(1, 20));
            var pitch = (((count - 1) * stride) + ((kernelColumns - 1) * dilation) + 2) * channels;
            var input = RandomNetwork.Values(channels, (((kernelRows - 1) * dilation) + 1) * pitch);
            var (weights, bias) = (RandomNetwork.Values(channels + 1, kernelRows * kernelColumns * channels), RandomNetwork.Values(channels + 2, channels));
            var (expected, actual) = (new float[count * channels], new float[count * channels]);
            fixed (float* from = input, weightsAt = weights, biasAt = bias, one = expected, other = actual)
            {
                var row = new DepthwiseRow
                {
                    Input = from,
                    Step = stride * channels,
                    RowStep = dilation * pitch,
                    ColumnStep = dilation * channels,
                    KernelRows = kernelRows,
                    KernelColumns = kernelColumns,
                    Channels = channels,
                    Weights = weightsAt,
                    Bias = biasAt,
                    Output = one,
                    Count = count,
                };
                DepthwiseTile.Reference(&row);
                row.Output = other;
                DepthwiseTile.Run(&row, set);
            }

            AssertClose(expected, actual, $"{channels} channels");
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Maximum_AnyChannels_EqualsScalarAndKeepsNaN(InstructionSet set)
    {
        for (var channels = 1; channels <= 40; channels++)
        {
            var (rows, columns) = (1 + (channels % 3), 1 + (channels % 4));
            var pitch = (columns + 1) * channels;
            var input = RandomNetwork.Values(channels, rows * pitch);
            var position = channels % (rows * columns);
            input[(position / columns * pitch) + (position % columns * channels) + (channels / 2)] = float.NaN;
            var (expected, actual) = (new float[channels], new float[channels]);
            fixed (float* from = input, one = expected, other = actual)
            {
                MaximumTile.RunScalar(from, pitch, rows, columns, channels, one);
                MaximumTile.Run(from, pitch, rows, columns, channels, other, set);
            }

            Assert.True(float.IsNaN(expected[channels / 2]));
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void Activations_EveryKindAndLength_EqualScalar()
    {
        const int channels = 11;
        var slopes = RandomNetwork.Values(7, channels);
        foreach (var kind in Enum.GetValues<ActivationKind>())
        {
            foreach (var own in kind == ActivationKind.LeakyRelu ? (float[]?[])[null, slopes] : [null])
            {
                var layer = new Activation("activation", [Network.InputIndex], new TensorShape(1, 1, channels), kind, 0.2f, 0.6f) { Slopes = own };
                for (var positions = 1; positions <= 5; positions++)
                {
                    float[] values = [.. RandomNetwork.Values(positions, positions * channels).Select(value => 6 * (kind is ActivationKind.Log or ActivationKind.Power ? Math.Abs(value) : value))];
                    var actual = values.ToArray();
                    ElementwiseKernel.Apply(layer, actual, actual);
                    float[] expected = [.. values.Select((value, at) => (float)ScalarActivation.Value(layer, value, at % channels))];
                    AssertClose(expected, actual, $"{kind}");
                }
            }
        }
    }

    [Fact]
    public void ChannelScale_EveryNumberOfChannels_EqualsScalar()
    {
        for (var channels = 1; channels <= 40; channels++)
        {
            var (source, factors, addends) = (RandomNetwork.Values(channels, 3 * channels), RandomNetwork.Values(98, channels), RandomNetwork.Values(97, channels));
            foreach (var added in (float[][])[addends, [], [0.25f]])
            {
                var (expected, actual) = (new float[source.Length], new float[source.Length]);
                ChannelKernel.ScaleScalar(source, factors, added, expected);
                ChannelKernel.Scale(source, factors, added, actual);
                AssertClose(expected, actual, $"{channels} channels");
            }
        }
    }

    private static void AssertClose(float[] expected, float[] actual, string where)
    {
        for (var at = 0; at < expected.Length; at++) Assert.True(Math.Abs(expected[at] - actual[at]) <= 1e-5 * Math.Max(1, Math.Abs(expected[at])), $"{where}, value {at}: {actual[at]} instead of {expected[at]}");
    }
}

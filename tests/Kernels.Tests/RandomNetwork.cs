using Steerlens.Models;

namespace Steerlens.Kernels.Tests;

/// <summary>Builds small networks from a seed, layer by layer.</summary>
internal sealed class RandomNetwork(int seed, TensorShape input)
{
    private readonly Random _random = new(seed);
    private readonly List<Layer> _layers = [];

    private TensorShape Last => _layers.Count == 0 ? input : _layers[^1].Output;

    private int LastIndex => _layers.Count - 1;

    public static Network PilotNet(int seed, ActivationKind kind = ActivationKind.Relu) => new RandomNetwork(seed, new TensorShape(66, 200, 3))
        .Convolution(24, 5, 2).Activation(kind)
        .Convolution(36, 5, 2).Activation(kind)
        .Convolution(48, 5, 2).Activation(kind)
        .Convolution(64, 3, 1).Activation(kind)
        .Convolution(64, 3, 1).Activation(kind)
        .Dense(100).Activation(kind)
        .Dense(50).Activation(kind)
        .Dense(10).Activation(kind)
        .Dense(1)
        .Build();

    public RandomNetwork Convolution(int channels, int kernel, int stride, int padding = 0)
    {
        var output = new TensorShape(
            ((Last.Height + (2 * padding) - kernel) / stride) + 1,
            ((Last.Width + (2 * padding) - kernel) / stride) + 1,
            channels);
        var fan = kernel * kernel * Last.Channels;
        _layers.Add(new Convolution(
            $"conv{_layers.OfType<Convolution>().Count() + 1}", [LastIndex], output, (kernel, kernel), (stride, stride), (padding, padding), Weights(fan * channels, fan), Weights(channels, 50)));
        return this;
    }

    public RandomNetwork Mean()
    {
        _layers.Add(new AveragePool($"{_layers[^1].Name}.mean", [LastIndex], TensorShape.Vector(Last.Channels), (Last.Height, Last.Width), (1, 1)));
        return this;
    }

    public RandomNetwork Mean(int kernel, int stride)
    {
        _layers.Add(new AveragePool($"{_layers[^1].Name}.mean", [LastIndex], Pooled(kernel, stride), (kernel, kernel), (stride, stride)));
        return this;
    }

    public RandomNetwork Maximum(int kernel, int stride)
    {
        _layers.Add(new MaxPool($"{_layers[^1].Name}.max", [LastIndex], Pooled(kernel, stride), (kernel, kernel), (stride, stride)));
        return this;
    }

    public RandomNetwork Dense(int units)
    {
        var inputs = Last.Length;
        _layers.Add(new Dense($"dense{_layers.OfType<Dense>().Count() + 1}", [LastIndex], TensorShape.Vector(units), Weights(inputs * units, inputs), Weights(units, 50)));
        return this;
    }

    public RandomNetwork Activation(ActivationKind kind)
    {
        _layers.Add(new Activation($"{_layers[^1].Name}.{kind}", [LastIndex], Last, kind));
        return this;
    }

    public RandomNetwork Affine(int values)
    {
        _layers.Add(new Affine($"affine{_layers.Count}", [LastIndex], Last, Weights(values, 1), Weights(values, 4)));
        return this;
    }

    public Network Build() => new("random", input, _layers, new InputContract());

    public static float[] Values(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble()) - 1))];
    }

    private TensorShape Pooled(int kernel, int stride) => new(((Last.Height - kernel) / stride) + 1, ((Last.Width - kernel) / stride) + 1, Last.Channels);

    private float[] Weights(int count, int fan)
    {
        var scale = 1.7 / Math.Sqrt(fan);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(((2 * _random.NextDouble()) - 1) * scale))];
    }
}

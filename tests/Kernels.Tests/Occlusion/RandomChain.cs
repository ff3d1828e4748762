using Steerlens.Kernels.Occlusion;
using Steerlens.Models;

namespace Steerlens.Kernels.Tests.Occlusion;

/// <summary>A small chain of layers, a bank, a frame and a fill, all from one seed: whatever the reader can accept.</summary>
internal sealed class RandomChain
{
    private readonly Random _random;
    private readonly List<Layer> _layers = [];
    private TensorShape _last;

    /// <summary>Makes a chain.</summary>
    /// <param name="seed">The same seed makes the same chain.</param>
    /// <param name="hasPools">Whether maximum pools and depthwise convolutions are among its layers.</param>
    public RandomChain(int seed, bool hasPools = false)
    {
        _random = new Random(seed);
        var input = new TensorShape(_random.Next(5, 17), _random.Next(5, 25), _random.Next(1, 4));
        _last = input;
        if (_random.Next(4) == 0) AddElementwise();
        for (var count = _random.Next(0, 4); count > 0; count--)
        {
            AddConvolution();
            if (hasPools) AddPoolOrDepthwise();
        }

        for (var count = _random.Next(0, 3); count > 0; count--) AddDense(Channels());
        if (_layers.Count == 0 || _random.Next(3) > 0) AddDense(_random.Next(1, 4));
        if (_random.Next(3) == 0) AddElementwise();
        Network = new Network("chain", input, _layers, new InputContract());
        Bank = MakeBank(input);
        Input = Values(input.Length, 1);
        Fill = _random.Next(2) == 0 ? Values(input.Length, 1) : [.. Enumerable.Repeat(0.25f, input.Length)];
    }

    public Network Network { get; }

    public WindowBank Bank { get; }

    public float[] Input { get; }

    public float[] Fill { get; }

    private WindowBank MakeBank(TensorShape input)
    {
        var softness = _random.Next(3) == 0 ? (float)(_random.NextDouble() * 6) : 0;
        if (_random.Next(4) > 0)
        {
            var sizes = Enumerable.Range(0, _random.Next(1, 3)).Select(_ => _random.Next(1, 12)).ToArray();
            return WindowBank.Grid(input.Height, input.Width, sizes, _random.Next(1, 6), _random.Next(2) == 0 ? BankEdges.Clipped : BankEdges.Inside, softness);
        }

        var windows = new List<Window>();
        for (var count = _random.Next(1, 9); count > 0; count--)
        {
            var (row, column) = (_random.Next(input.Height), _random.Next(input.Width));
            windows.Add(new Window(row, column, _random.Next(1, input.Height - row + 1), _random.Next(1, input.Width - column + 1)));
        }

        windows.Add(windows[0]);
        return WindowBank.Of(input.Height, input.Width, windows, softness);
    }

    private void AddConvolution()
    {
        (int Height, int Width) kernel = (_random.Next(1, 5), _random.Next(1, 6));
        (int Rows, int Columns) stride = (_random.Next(1, 4), _random.Next(1, 4));
        (int Top, int Left) padding = (_random.Next(0, kernel.Height), _random.Next(0, kernel.Width));
        var after = (Bottom: _random.Next(0, kernel.Height), Right: _random.Next(0, kernel.Width));
        var (height, width) = (_last.Height + padding.Top + after.Bottom - kernel.Height, _last.Width + padding.Left + after.Right - kernel.Width);
        if (height < 0 || width < 0) return;
        var output = new TensorShape((height / stride.Rows) + 1, (width / stride.Columns) + 1, Channels());
        var fan = kernel.Height * kernel.Width * _last.Channels;
        Add(new Convolution($"conv{_layers.Count}", [_layers.Count - 1], output, kernel, stride, padding, Values(fan * output.Channels, 1.7 / Math.Sqrt(fan)), Values(output.Channels, 0.1)));
        for (var count = _random.Next(0, 3); count > 0; count--) AddElementwise();
    }

    private void AddPoolOrDepthwise()
    {
        (int Height, int Width) kernel = (_random.Next(1, 4), _random.Next(1, 4));
        (int Rows, int Columns) stride = (_random.Next(1, 3), _random.Next(1, 3));
        (int Top, int Left) padding = (_random.Next(0, kernel.Height), _random.Next(0, kernel.Width));
        var (height, width) = (_last.Height + padding.Top - kernel.Height, _last.Width + padding.Left - kernel.Width);
        if (height < 0 || width < 0) return;
        var output = new TensorShape((height / stride.Rows) + 1, (width / stride.Columns) + 1, _last.Channels);
        if (_random.Next(3) > 0)
        {
            Add(new MaxPool($"max{_layers.Count}", [_layers.Count - 1], output, kernel, stride, padding));
        }
        else
        {
            var weights = Values(kernel.Height * kernel.Width * output.Channels, 0.7);
            Add(new Convolution($"depthwise{_layers.Count}", [_layers.Count - 1], output, kernel, stride, padding, weights, Values(output.Channels, 0.1)) { Groups = output.Channels });
        }

        if (_random.Next(2) == 0) AddElementwise();
    }

    private void AddDense(int units)
    {
        Add(new Dense($"dense{_layers.Count}", [_layers.Count - 1], TensorShape.Vector(units), Values(_last.Length * units, 1.7 / Math.Sqrt(_last.Length)), Values(units, 0.1)));
        if (_random.Next(3) > 0) AddElementwise();
    }

    private void AddElementwise()
    {
        var kind = _random.Next(8);
        if (kind < 5) Add(new Activation($"act{_layers.Count}", [_layers.Count - 1], _last, (ActivationKind)kind, 0.7f));
        else if (kind < 7) Add(new Activation($"relu{_layers.Count}", [_layers.Count - 1], _last, ActivationKind.Relu));
        else Add(new Affine($"affine{_layers.Count}", [_layers.Count - 1], _last, Values(_last.Channels, 1), Values(_last.Channels, 0.3)));
    }

    private void Add(Layer layer)
    {
        _layers.Add(layer);
        _last = layer.Output;
    }

    // Around the vectors' and the masks' lengths now and then: 64 and 192 are where words of mask and blocks of channels end.
    private int Channels() => _random.Next(6) switch
    {
        0 => _random.Next(60, 70),
        1 => _random.Next(15, 35),
        2 when _last.Length < 300 => _random.Next(190, 215),
        _ => _random.Next(1, 12),
    };

    private float[] Values(int count, double scale) => [.. Enumerable.Range(0, count).Select(_ => (float)(((2 * _random.NextDouble()) - 1) * scale))];
}

using Steerlens.Kernels.Engines;

namespace Steerlens.Kernels.Maps;

/// <summary>The product of the sizes of two maps: what both of them show.</summary>
/// <param name="first">One method.</param>
/// <param name="second">The other.</param>
public sealed class ProductMethod(IMapMethod first, IMapMethod second) : IMapMethod
{
    /// <inheritdoc/>
    public string Name { get; } = $"{first.Name}*{second.Name}";

    /// <inheritdoc/>
    public string Title { get; } = $"{first.Title} x {second.Title}";

    /// <inheritdoc/>
    public string Description => "is the product of two maps";

    /// <inheritdoc/>
    public IReadOnlyList<Target> Targets { get; } = TargetsOf(first, second);

    /// <inheritdoc/>
    public IReadOnlyList<string> Options { get; } = [.. first.Options.Union(second.Options, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public IMap Create(IEngine engine, MapOptions options)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return new ProductMap(engine, (first, first.Create(engine, options)), (second, second.Create(engine, options)));
    }

    /// <summary>The halves that both know, and no direction where neither has to choose one.</summary>
    private static Target[] TargetsOf(IMapMethod first, IMapMethod second)
    {
        Target[] halves = [.. new[] { Target.Auto, Target.Left, Target.Right }.Where(target => first.Targets.Contains(target) && second.Targets.Contains(target))];
        if (ProductMap.Whole(first) is not null && ProductMap.Whole(second) is not null) return [Target.Undirected, .. halves];
        return halves.Length > 0 ? halves : throw new MapOptionException($"'{first.Name}' and '{second.Name}' have no target in common, so they have no product: one of them is left or right, the other has no direction.");
    }
}

/// <summary>The product of two maps' sizes, each in shares of its own full colour, on the pixels of the input: H x W.</summary>
public sealed class ProductMap : IMap
{
    private readonly Factor[] _factors;

    internal ProductMap(IEngine engine, params ReadOnlySpan<(IMapMethod Method, IMap Map)> factors)
    {
        (Height, Width) = (engine.Network.Input.Height, engine.Network.Input.Width);
        Region = new InputRegion(0, 0, Height, Width);
        _factors = [.. factors.ToArray().Select(factor => new Factor(
            factor.Map,
            Whole(factor.Method),
            new float[factor.Map.Height * factor.Map.Width],
            new MapResampler(Height, Width, factor.Map.Height, factor.Map.Width, factor.Map.Region)))];
    }

    /// <inheritdoc/>
    public int Height { get; }

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public InputRegion Region { get; }

    /// <inheritdoc/>
    public MapScale Scale { get; } = new(1, 1, "x both full colours", "product of shares of full colour");

    /// <summary>The windows that the factors mask for one frame; 0 where none of them is an occlusion map.</summary>
    public int Windows => _factors.Sum(factor => factor.Map switch { OcclusionMap map => map.Bank.Count, ProductMap product => product.Windows, _ => 0 });

    /// <inheritdoc/>
    public Evidence Compute(ForwardPass pass, ReadOnlySpan<float> input, ReadOnlySpan<float> outputWeights, Target target, Span<float> values)
    {
        values.Fill(1);
        foreach (var factor in _factors)
        {
            factor.Map.Compute(pass, input, outputWeights, target == Target.Undirected ? factor.Whole ?? target : target, factor.Values);
            foreach (ref var value in factor.Values.AsSpan()) value = Math.Abs(value);
            factor.Resampler.Multiply(factor.Values, (float)(factor.Map.Scale.Factor / factor.Map.Scale.FullColor), values);
        }

        return SignedMap.Unsigned(values, target, target is Target.Undirected or Target.Left or Target.Right);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var factor in _factors) factor.Map.Dispose();
    }

    /// <summary>The target under which a method's map has both directions; null where it has none.</summary>
    internal static Target? Whole(IMapMethod method) => method.Targets.Contains(Target.Signed)
        ? Target.Signed
        : method.Targets.Contains(Target.Undirected) ? Target.Undirected : null;

    private sealed record Factor(IMap Map, Target? Whole, float[] Values, MapResampler Resampler);
}

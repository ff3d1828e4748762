using Steerlens.Models;

namespace Steerlens.Pipeline.Commands.Options;

/// <summary>Which network, and what is to be changed in its input contract. Null leaves what the file says.</summary>
public sealed record NetworkOptions
{
    /// <summary>An ONNX file; null for the network that is shipped.</summary>
    public string? File { get; init; }

    /// <summary>See <see cref="InputContract.Crop"/>.</summary>
    public CropRectangle? Crop { get; init; }

    /// <summary>See <see cref="InputContract.Fit"/>.</summary>
    public CropFit? Fit { get; init; }

    /// <summary>See <see cref="InputContract.Color"/>.</summary>
    public ColorOrder? Color { get; init; }

    /// <summary>See <see cref="InputContract.Scale"/>.</summary>
    public IReadOnlyList<float>? InputScale { get; init; }

    /// <summary>See <see cref="InputContract.Offset"/>.</summary>
    public IReadOnlyList<float>? InputOffset { get; init; }

    /// <summary>See <see cref="InputContract.Unit"/>.</summary>
    public OutputUnit? Unit { get; init; }

    /// <summary>See <see cref="InputContract.PositiveIsRight"/>.</summary>
    public bool? PositiveIsRight { get; init; }

    /// <summary>See <see cref="InputContract.OutputGrid"/>.</summary>
    public (int Rows, int Columns)? OutputGrid { get; init; }

    /// <summary>The parts of a contract that neither the file nor these options state, as words.</summary>
    public IReadOnlyList<string> StillAssumed(InputContract contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        var stated = new Dictionary<string, bool>(StringComparer.Ordinal)
        {
            ["crop"] = Crop is not null,
            ["fit"] = Fit is not null,
            ["color"] = Color is not null,
            ["scale"] = InputScale is not null,
            ["offset"] = InputOffset is not null,
            ["unit"] = Unit is not null,
            ["positive"] = PositiveIsRight is not null,
        };
        return [.. contract.Assumed.Select(key => key["steerlens.".Length..]).Where(key => !stated.GetValueOrDefault(key))];
    }

    /// <summary>The file's contract with everything that was asked for put in its place.</summary>
    public InputContract Override(InputContract contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        return contract with
        {
            Crop = Crop ?? contract.Crop,
            Fit = Fit ?? contract.Fit,
            Color = Color ?? contract.Color,
            Scale = InputScale ?? contract.Scale,
            Offset = InputOffset ?? contract.Offset,
            Unit = Unit?.Unit ?? contract.Unit,
            FullScaleDegrees = Unit?.FullScaleDegrees ?? contract.FullScaleDegrees,
            OutputGrid = OutputGrid ?? contract.OutputGrid,
            PositiveIsRight = PositiveIsRight ?? contract.PositiveIsRight,
        };
    }
}

/// <summary>The unit of a network's first output.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="FullScaleDegrees">Degrees that an output of 1 stands for, where the unit is a share of full scale.</param>
public readonly record struct OutputUnit(AngleUnit Unit, double? FullScaleDegrees = null);

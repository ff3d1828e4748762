using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Steerlens.Pipeline.ContractSearch;

/// <summary>What a search for the input contract found.</summary>
internal sealed record ContractSearchResult
{
    /// <summary>The labels file.</summary>
    public required string Drive { get; init; }

    /// <summary>The network's name.</summary>
    public required string Network { get; init; }

    /// <summary>The frames that were tried.</summary>
    public required int Frames { get; init; }

    /// <summary>The drive's frames.</summary>
    public required int DriveFrames { get; init; }

    /// <summary>The contracts that were tried.</summary>
    public required int Tried { get; init; }

    /// <summary>The error of driving straight on, root mean square in degrees.</summary>
    public required double AlwaysZeroRmseDegrees { get; init; }

    /// <summary>How many of the first contracts chance can't tell apart.</summary>
    public required int Tied { get; init; }

    /// <summary>The best contracts, the best first; after them the file's own, where it is not one of them.</summary>
    public required IReadOnlyList<ContractRow> Contracts { get; init; }
}

/// <summary>One contract of the table.</summary>
internal sealed record ContractRow
{
    /// <summary>Its place among all, from 1.</summary>
    public required int Rank { get; init; }

    /// <summary>Lin's concordance.</summary>
    public required double Agreement { get; init; }

    /// <summary>Pearson's correlation.</summary>
    public required double Correlation { get; init; }

    /// <summary>The root mean square error in degrees.</summary>
    public required double RmseDegrees { get; init; }

    /// <summary>The part of the picture, in rows.</summary>
    public required string Sees { get; init; }

    /// <summary>The range of the input's values.</summary>
    public required string Values { get; init; }

    /// <summary>The degrees of an output of 1 for which the error is the least.</summary>
    public required double LeastSquaresDegrees { get; init; }

    /// <summary>Whether the angles have about the size of the true ones in a unit that people use.</summary>
    public required bool FitsUnit { get; init; }

    /// <summary>The contract, by the names of the metadata without their beginning.</summary>
    public required IReadOnlyDictionary<string, string> Contract { get; init; }

    /// <summary>The parts that are not as the file says.</summary>
    public required IReadOnlyList<string> Differs { get; init; }

    /// <summary>Whether it is the contract that the network came with, but for unit and sign.</summary>
    public required bool IsOwn { get; init; }
}

/// <summary>Writes results as JSON without reflection.</summary>
[JsonSerializable(typeof(ContractSearchResult))]
internal sealed partial class ContractSearchJson : JsonSerializerContext
{
    /// <summary>Snake case, indented, nothing escaped that JSON does not ask for.</summary>
    public static ContractSearchJson Plain { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

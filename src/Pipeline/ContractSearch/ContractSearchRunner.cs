using System.Text.Json;
using Steerlens.Models;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Drives;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.ContractSearch;

/// <summary>Runs the part of <c>steerlens inspect</c> that finds a network's input contract.</summary>
internal static class ContractSearchRunner
{
    private const int Shown = 10;

    /// <summary>Searches, tells, and writes the best contract where that is asked for.</summary>
    /// <exception cref="SteerlensException">Something can't be read, searched or written.</exception>
    public static async Task RunAsync(Network network, InspectOptions options, CommandConsole console, CancellationToken cancellationToken)
    {
        var search = options.Against!;
        var drive = await Task.Run(() => DriveReader.Read(search.Drive), cancellationToken);
        if (drive.Frames.All(frame => frame.Angle == drive.Frames[0].Angle))
            throw new SteerlensException(ExitCode.InputUnreadable, $"'{drive.Labels}': the true angle is the same in all frames, so that no contract is better than another: take a drive with bends");
        var numbers = Sample(drive.Frames.Count, search.Sample);
        var (all, truths, format) = await ContractTrial.RunAsync(
            network, options.Network, drive, numbers, options.Threads,
            _ => new ProgressReporter(console, ProgressStyle.Auto, search.Drive, numbers.Count), cancellationToken);
        var (contracts, tied) = ContractOrder.Of(all, truths, drive.Step * drive.Frames.Count / numbers.Count);
        if (contracts.Count == 0) throw new SteerlensException(ExitCode.InputUnreadable, $"'{network.Name}' puts out no number for any contract: its weights can't be right");

        var result = Describe(network, drive, contracts, tied, truths, format);
        if (options.Json) await console.Output.WriteLineAsync(JsonSerializer.Serialize(result, ContractSearchJson.Plain.ContractSearchResult));
        else await console.Output.WriteAsync(ContractSearchTable.Of(result));
        await console.Output.FlushAsync(cancellationToken);
        if (search.Write is { } path) Write(path, contracts[0].Contract, options, console);
    }

    /// <summary>Places of frames, evenly over the drive.</summary>
    internal static IReadOnlyList<int> Sample(int frames, int wanted) =>
        wanted >= frames ? [.. Enumerable.Range(0, frames)] : [.. Enumerable.Range(0, wanted).Select(index => (int)((index + 0.5) * frames / wanted))];

    private static void Write(string path, InputContract contract, InspectOptions options, CommandConsole console)
    {
        var source = options.Network.File!;
        var bytes = OnnxContract.Rewrite(source, contract);
        RequireWeights(bytes, source, path);
        using var file = new WholeFile(path, options.Overwrite);
        file.Write(bytes);
        file.Complete();
        console.WriteLine($"the first contract -> {path}");
    }

    /// <summary>A file whose weights lie in others stays beside them.</summary>
    private static void RequireWeights(byte[] bytes, string source, string path)
    {
        if (FilePlace.Comparer.Equals(FolderOf(source), FolderOf(path))) return;
        try
        {
            OnnxReader.Read(new MemoryStream(bytes), source);
        }
        catch (NetworkFormatException exception)
        {
            throw new SteerlensException(ExitCode.OutputUnwritable, $"--write '{path}': the weights of '{source}' lie in files beside it: write into the same folder", exception);
        }
    }

    private static string FolderOf(string path) => FilePlace.Of(Path.GetDirectoryName(Path.GetFullPath(path))!);

    private static ContractSearchResult Describe(
        Network network, LabelledDrive drive, IReadOnlyList<RankedContract> contracts, int tied, double[] truths, FilmFormat format)
    {
        var own = network.Contract;
        var rows = new List<ContractRow>();
        for (var index = 0; index < contracts.Count; index++)
        {
            var row = Row(contracts[index], index + 1, own, format);
            if (index < Shown || row.IsOwn) rows.Add(row);
        }

        return new ContractSearchResult
        {
            Drive = drive.Labels,
            Network = network.Name,
            Frames = truths.Length,
            DriveFrames = drive.Frames.Count,
            Tried = contracts.Count,
            AlwaysZeroRmseDegrees = double.RadiansToDegrees(Math.Sqrt(truths.Sum(truth => truth * truth) / truths.Length)),
            Tied = tied,
            Contracts = rows,
        };
    }

    private static ContractRow Row(RankedContract ranked, int rank, InputContract own, FilmFormat format)
    {
        var parts = InputContractText.PairsOf(ranked.Contract).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        List<string> differs = [.. InputContractText.PairsOf(own).Where(pair => !string.Equals(parts[pair.Key], pair.Value, StringComparison.Ordinal)).Select(pair => pair.Key)];
        return new ContractRow
        {
            Rank = rank,
            Agreement = ranked.Fit.Agreement,
            Correlation = ranked.Fit.Correlation,
            RmseDegrees = double.RadiansToDegrees(ranked.Fit.RootMeanSquare),
            Sees = ranked.Crop.RowsOf(format.Width, format.Height),
            Values = ranked.Scale.Text,
            LeastSquaresDegrees = ranked.Fit.LeastSquaresDegrees,
            FitsUnit = ranked.Fit.FitsUnit,
            Contract = parts,
            Differs = differs,
            IsOwn = !differs.Except(["unit", "positive"], StringComparer.Ordinal).Any(),
        };
    }
}

using Steerlens.Models;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Drives;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Outputs;

namespace Steerlens.Pipeline.ContractSearch;

/// <summary>Drives frames of a labelled drive with every usual contract.</summary>
internal static class ContractTrial
{
    /// <summary>Reads each picture once and shows it to the network in every way.</summary>
    /// <param name="network">The network, with the contract that it comes with.</param>
    /// <param name="stated">What is known of the contract and therefore not tried.</param>
    /// <param name="drive">The drive.</param>
    /// <param name="numbers">The frames, by their places in the drive.</param>
    /// <param name="threads">Threads that work; 0 for one on each core.</param>
    /// <param name="progress">Is told each picture.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>All contracts, the true angles in radians, and the pictures' format.</returns>
    /// <exception cref="SteerlensException">The pictures can't be read.</exception>
    public static async Task<(IReadOnlyList<RankedContract> Contracts, double[] Truths, FilmFormat Format)> RunAsync(
        Network network, NetworkOptions stated, LabelledDrive drive, IReadOnlyList<int> numbers, int threads, Func<FilmFormat, ProgressReporter> progress, CancellationToken cancellationToken)
    {
        var own = network.Contract;
        IReadOnlyList<CandidateCrop> crops = stated.Crop is null && stated.Fit is null ? CandidateCrop.Of(own) : [new(own.Crop, own.Fit, IsRecipe: true)];
        IReadOnlyList<ColorOrder> colors = stated.Color is not null ? [own.Color] : own.ColorChannels == 1 ? [ColorOrder.Gray] : [ColorOrder.Rgb, ColorOrder.Bgr, ColorOrder.Yuv, ColorOrder.YuvSwapped];
        IReadOnlyList<CandidateScale> scales = stated.InputScale is null && stated.InputOffset is null ? CandidateScale.Of(own) : [new(own.Scale, own.Offset)];

        var each = own.Frames;
        int[] pictures = [.. numbers.SelectMany(number => LabelledDrive.FramesUpTo(number, each))];
        await using var source = await DriveSource.OpenAsync(drive, numbers: pictures, cancellationToken: cancellationToken);
        var lanes = crops.Select(crop => new CropLane(network, crop, colors, scales, source.Format, numbers.Count)).ToArray();
        try
        {
            var reporter = progress(source.Format);
            using var frame = new Frame(source.Format);
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads == 0 ? Environment.ProcessorCount : threads, CancellationToken = cancellationToken };
            var read = new List<int>();
            var together = 0;
            while (await source.ReadAsync(frame, cancellationToken))
            {
                var (number, behind) = Math.DivRem((int)frame.Index, each);
                together = behind == 0 ? 1 : together + 1;
                if (behind < each - 1)
                {
                    Parallel.For(0, lanes.Length, parallel, lane => lanes[lane].Remember(frame.Picture));
                    continue;
                }

                // Where a picture could not be read, those behind it are not what the network would see.
                if (together != each) continue;
                var place = read.Count;
                Parallel.For(0, lanes.Length, parallel, lane => lanes[lane].Show(frame.Picture, place));
                read.Add(number);
                reporter.Advance();
            }

            reporter.Finish(null);
            double[] truths = [.. read.Select(index => drive.Frames[numbers[index]].Angle)];
            return (Rank(own, stated, lanes, colors, scales, truths), truths, source.Format);
        }
        finally
        {
            foreach (var lane in lanes) lane.Dispose();
        }
    }

    private static List<RankedContract> Rank(
        InputContract own, NetworkOptions stated, CropLane[] lanes, IReadOnlyList<ColorOrder> colors, IReadOnlyList<CandidateScale> scales, double[] truths)
    {
        var units = Units(own, stated);
        var contracts = new List<RankedContract>();
        foreach (var lane in lanes)
        {
            for (var index = 0; index < lane.Angles.Count; index++)
            {
                var outputs = lane.Angles[index].AsSpan(0, truths.Length);
                if (AngleFit.Of(outputs, truths, units, stated.PositiveIsRight) is not { } fit) continue;
                var scale = scales[index % scales.Count];
                var contract = own with
                {
                    Crop = lane.Crop.Crop,
                    Fit = lane.Crop.Fit,
                    Color = colors[index / scales.Count],
                    Scale = scale.Scale,
                    Offset = scale.Offset,
                    Unit = fit.Unit,
                    FullScaleDegrees = fit.FullScaleDegrees,
                    PositiveIsRight = fit.PositiveIsRight,
                    Assumed = [],
                };
                contracts.Add(new RankedContract(contract, lane.Crop, scale, fit, outputs.ToArray()));
            }
        }

        return contracts;
    }

    /// <summary>The units that are tried.</summary>
    private static IReadOnlyList<(AngleUnit Unit, double FullScaleDegrees)> Units(InputContract own, NetworkOptions stated)
    {
        if (stated.Unit is not null) return [(own.Unit, own.FullScaleDegrees)];
        List<(AngleUnit, double)> units = [(own.Unit, own.FullScaleDegrees)];
        foreach (var unit in ((AngleUnit, double)[])[(AngleUnit.Radians, own.FullScaleDegrees), (AngleUnit.Degrees, own.FullScaleDegrees), (AngleUnit.FullScale, 25)])
        {
            if (unit.Item1 != own.Unit || (unit.Item1 == AngleUnit.FullScale && unit.Item2 != own.FullScaleDegrees)) units.Add(unit);
        }

        return units;
    }
}

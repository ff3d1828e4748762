using Steerlens.Kernels.Truth;

namespace Steerlens.Pipeline.Evaluation;

/// <summary>Sums up how well angles follow the true ones, with intervals from resampled blocks of consecutive frames.</summary>
internal sealed class DriveJudge
{
    private readonly double[] _truths;
    private readonly double[] _angles;
    private readonly BlockBootstrap _bootstrap;
    private readonly int _block;

    /// <summary>Takes the frames.</summary>
    /// <param name="frames">In order, at least one.</param>
    /// <param name="secondsPerFrame">From one of these frames to the next.</param>
    public DriveJudge(IReadOnlyList<EvaluatedFrame> frames, double secondsPerFrame)
    {
        _truths = [.. frames.Select(frame => frame.Truth)];
        _angles = [.. frames.Select(frame => frame.Angle)];
        _block = Math.Max(1, (int)Math.Round(BlockBootstrap.Seconds / secondsPerFrame));
        _bootstrap = new BlockBootstrap(_block);
    }

    /// <summary>Frames in a block.</summary>
    public int Block => _block;

    /// <summary>The network's scores.</summary>
    public DriverScores Network() => Of(_angles) with
    {
        Correlation = IsConstant(_angles) || IsConstant(_truths) ? null : Shown(new CorrelationBootstrap(_block).Of(_angles, _truths), value => value),
    };

    /// <summary>The scores of one angle all the way.</summary>
    public DriverScores Always(double angle)
    {
        var angles = new double[_truths.Length];
        Array.Fill(angles, angle);
        return Of(angles);
    }

    /// <summary>The mean of the true angles.</summary>
    public double MeanTruth => _truths.Average();

    /// <summary>Whether the network's squared error is less than that of driving straight on, or more; null where the interval holds both.</summary>
    public bool? BeatsZero()
    {
        var difference = _bootstrap.Difference(Squares(new double[_truths.Length]), Squares(_angles));
        return difference.Low > 0 ? true : difference.High < 0 ? false : null;
    }

    private DriverScores Of(double[] angles)
    {
        var sizes = new double[angles.Length];
        for (var frame = 0; frame < sizes.Length; frame++) sizes[frame] = Math.Abs(angles[frame] - _truths[frame]);
        return new DriverScores(
            Shown(_bootstrap.Mean(Squares(angles)), square => double.RadiansToDegrees(Math.Sqrt(square))), Shown(_bootstrap.Mean(sizes), double.RadiansToDegrees), Correlation: null);
    }

    /// <summary>What never changes goes along with nothing: it has no correlation.</summary>
    private static bool IsConstant(double[] values) => Array.TrueForAll(values, value => value == values[0]);

    private double[] Squares(double[] angles)
    {
        var squares = new double[angles.Length];
        for (var frame = 0; frame < squares.Length; frame++) squares[frame] = (angles[frame] - _truths[frame]) * (angles[frame] - _truths[frame]);
        return squares;
    }

    private static ScoreInterval Shown(Interval interval, Func<double, double> unit) => new(
        unit(interval.Mean), double.IsFinite(interval.Low) ? unit(interval.Low) : null, double.IsFinite(interval.High) ? unit(interval.High) : null);
}

namespace Steerlens.Pipeline.Archive;

/// <summary>Takes the angles of a film of any length and keeps a curve of at most <see cref="MostPoints"/> points. Adding allocates nothing.</summary>
internal sealed class AngleCurveBuilder
{
    /// <summary>Where there are as many points, each two become one.</summary>
    internal const int MostPoints = 240;

    private readonly double[] _sums = new double[MostPoints];
    private readonly double[] _least = new double[MostPoints];
    private readonly double[] _most = new double[MostPoints];
    private int _points;
    private int _inLast;
    private int _perPoint = 1;

    /// <summary>Adds a frame's angle in degrees.</summary>
    public void Add(double degrees)
    {
        if (_inLast == _perPoint || _points == 0)
        {
            if (_points == MostPoints) Halve();
            (_sums[_points], _least[_points], _most[_points]) = (0, double.PositiveInfinity, double.NegativeInfinity);
            _points++;
            _inLast = 0;
        }

        _sums[_points - 1] += degrees;
        _least[_points - 1] = Math.Min(_least[_points - 1], degrees);
        _most[_points - 1] = Math.Max(_most[_points - 1], degrees);
        _inLast++;
    }

    /// <summary>The curve so far, in hundredths of a degree.</summary>
    public AngleCurve Build()
    {
        var mean = new double[_points];
        for (var point = 0; point < _points; point++) mean[point] = Round(_sums[point] / (point == _points - 1 ? _inLast : _perPoint));
        return new AngleCurve(_perPoint, mean, [.. _least.Take(_points).Select(Round)], [.. _most.Take(_points).Select(Round)]);
    }

    /// <summary>Halves the points; every one of them is full here.</summary>
    private void Halve()
    {
        for (var point = 0; point < MostPoints / 2; point++)
        {
            _sums[point] = _sums[2 * point] + _sums[(2 * point) + 1];
            _least[point] = Math.Min(_least[2 * point], _least[(2 * point) + 1]);
            _most[point] = Math.Max(_most[2 * point], _most[(2 * point) + 1]);
        }

        _points = MostPoints / 2;
        _perPoint *= 2;
    }

    private static double Round(double degrees) => double.IsFinite(degrees) ? Math.Round(degrees, 2) : 0;
}

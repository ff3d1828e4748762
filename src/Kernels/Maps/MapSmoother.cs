namespace Steerlens.Kernels.Maps;

/// <summary>
/// Exponential smoothing of a film's maps over time: a frame's weight falls to 1/e after the time constant. Frames come in order.
/// </summary>
/// <param name="seconds">The time constant, above 0.</param>
public sealed class MapSmoother(double seconds)
{
    private float[] _state = [];
    private double _time;
    private Target _target;

    /// <summary>Replaces a frame's map with the smoothed one. It starts anew when the target changes or time runs backwards.</summary>
    /// <param name="map">H x W values, the same number in every frame.</param>
    /// <param name="time">The frame's time in seconds.</param>
    /// <param name="target">What the map explains.</param>
    /// <returns>The largest absolute value.</returns>
    public float Apply(Span<float> map, double time, Target target)
    {
        var isNew = _state.Length != map.Length || target != _target || time < _time;
        if (_state.Length != map.Length) _state = new float[map.Length];
        var share = isNew ? 1 : (float)(1 - Math.Exp((_time - time) / seconds));
        (_time, _target) = (time, target);
        var peak = 0f;
        for (var index = 0; index < map.Length; index++)
        {
            _state[index] += share * (map[index] - _state[index]);
            map[index] = _state[index];
            peak = Math.Max(peak, Math.Abs(map[index]));
        }

        return peak;
    }
}

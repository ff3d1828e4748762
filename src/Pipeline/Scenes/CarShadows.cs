namespace Steerlens.Pipeline.Scenes;

/// <summary>The shadows of the cars in a frame: soft rectangles along the road.</summary>
internal sealed class CarShadows
{
    private const float Softness = 0.45f;

    private (float Distance, float Offset, float HalfLength, float HalfWidth)[] _shadows = new (float, float, float, float)[16];
    private int _count;

    /// <summary>Removes all.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds one; metres along and across the road.</summary>
    public void Add(double distance, double offset, double length, double width)
    {
        if (_count == _shadows.Length) Array.Resize(ref _shadows, _count * 2);
        _shadows[_count++] = ((float)distance, (float)offset, (float)length / 2, (float)width / 2);
    }

    /// <summary>Whether any lies between two distances.</summary>
    public bool Touches(double from, double to)
    {
        for (var i = 0; i < _count; i++)
        {
            var reach = _shadows[i].HalfLength + Softness;
            if (_shadows[i].Distance + reach > from && _shadows[i].Distance - reach < to) return true;
        }
        return false;
    }

    /// <summary>The share of light that is left, 0..1.</summary>
    public float Light(float distance, float offset)
    {
        var light = 1f;
        for (var i = 0; i < _count; i++)
        {
            ref readonly var shadow = ref _shadows[i];
            var along = Math.Clamp((shadow.HalfLength + Softness - Math.Abs(distance - shadow.Distance)) / (2 * Softness), 0, 1);
            var across = Math.Clamp((shadow.HalfWidth + Softness - Math.Abs(offset - shadow.Offset)) / (2 * Softness), 0, 1);
            light *= 1 - (along * across);
        }
        return light;
    }
}

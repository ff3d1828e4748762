namespace Steerlens.Pipeline.Scenes;

/// <summary>Leaves one object out of a frame and notes the boxes of the others.</summary>
internal sealed class ObjectLog(int width, int height)
{
    private long? _without;
    private ICollection<SceneObject>? _found;

    /// <summary>Begins a frame.</summary>
    public void Begin(long? without, ICollection<SceneObject>? found) => (_without, _found) = (without, found);

    /// <summary>The identifier of an object from its kind, its row or lane, and its place in that.</summary>
    public static long Id(SceneObjectKind kind, int row, long place) => ((long)kind << 48) | ((long)row << 40) | (place & 0xFFFFFFFFFF);

    /// <summary>Whether the object is to be drawn; call <see cref="End"/> after that.</summary>
    public bool Start(DrawList list, long id)
    {
        list.ResetBounds();
        return id != _without;
    }

    /// <summary>Notes the object that was just added to the list.</summary>
    public void End(DrawList list, SceneObjectKind kind, long id, float distance)
    {
        if (_found is null) return;
        var (left, top, right, bottom) = list.Bounds;
        left = Math.Max(0, left / DrawList.Samples);
        top = Math.Max(0, top / DrawList.Samples);
        right = Math.Min(width, right / DrawList.Samples);
        bottom = Math.Min(height, bottom / DrawList.Samples);
        if (right - left > 0 && bottom - top > 0) _found.Add(new SceneObject(kind, id, left, top, right - left, bottom - top, distance));
    }
}

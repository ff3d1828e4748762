namespace Steerlens.Kernels.Images;

/// <summary>Writes a picture's colours in the numbers of another colour space, for pictures that come together in one.</summary>
public static class YuvRecolor
{
    /// <summary>Converts; where both mean the same, copies.</summary>
    /// <param name="source">A picture.</param>
    /// <param name="target">Of the same size; its colour space is the one written.</param>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static void Run(YuvImage source, YuvImage target)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        if (source.Color == target.Color)
        {
            target.CopyFrom(source);
            return;
        }

        if ((source.Width, source.Height) != (target.Width, target.Height))
            throw new ArgumentException($"The source is {source.Width}x{source.Height}, the target {target.Width}x{target.Height}.", nameof(target));
        for (var y = 0; y < source.Height; y += 2)
        {
            for (var x = 0; x < source.Width; x += 2)
            {
                var (u, v) = (source.U.Row(y / 2)[x / 2], source.V.Row(y / 2)[x / 2]);
                double sumU = 0, sumV = 0;
                for (var corner = 0; corner < 4; corner++)
                {
                    var (column, row) = (x + (corner & 1), y + (corner >> 1));
                    var (red, green, blue) = source.Color.ToRgb(source.Y.Row(row)[column], u, v);
                    var (luma, newU, newV) = target.Color.FromRgb(red, green, blue);
                    target.Y.Row(row)[column] = luma;
                    sumU += newU;
                    sumV += newV;
                }

                target.U.Row(y / 2)[x / 2] = (byte)Math.Round(sumU / 4);
                target.V.Row(y / 2)[x / 2] = (byte)Math.Round(sumV / 4);
            }
        }
    }
}
